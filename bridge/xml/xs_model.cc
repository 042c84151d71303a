#include "bridge/xml/xs_model.h"

#include <deque>
#include <map>
#include <utility>

#include <xercesc/framework/psvi/XSAttributeDeclaration.hpp>
#include <xercesc/framework/psvi/XSAttributeUse.hpp>
#include <xercesc/framework/psvi/XSComplexTypeDefinition.hpp>
#include <xercesc/framework/psvi/XSElementDeclaration.hpp>
#include <xercesc/framework/psvi/XSModelGroup.hpp>
#include <xercesc/framework/psvi/XSModelGroupDefinition.hpp>
#include <xercesc/framework/psvi/XSNamedMap.hpp>
#include <xercesc/framework/psvi/XSParticle.hpp>
#include <xercesc/framework/psvi/XSSimpleTypeDefinition.hpp>

#include "bridge/xml/xerces.h"

namespace veerpont::xml {

namespace {

using xercesc::StringList;
using xercesc::XSConstants;
using xercesc::XSSimpleTypeDefinition;

using QName = std::pair<std::string, std::string>;

class CopiedModel : public SchemaModel {
  public:
    const SchemaChild* root(std::string_view ns, std::string_view local) const override {
        const auto found = roots_.find(QName(ns, local));
        return found == roots_.end() ? nullptr : &found->second;
    }
    std::vector<const SchemaChild*> roots() const override {
        std::vector<const SchemaChild*> all;
        all.reserve(roots_.size());
        for (const auto& [name, root] : roots_)
            all.push_back(&root);
        return all;
    }
    const SchemaType* type(std::string_view ns, std::string_view name) const override {
        const auto found = named_.find(QName(ns, name));
        return found == named_.end() ? nullptr : found->second;
    }
    std::vector<const SchemaType*> types() const override {
        std::vector<const SchemaType*> all;
        all.reserve(named_.size());
        for (const auto& [name, type] : named_)
            all.push_back(type);
        return all;
    }

    std::deque<SchemaType> storage_;  // a deque never moves its elements
    std::map<QName, SchemaChild> roots_;
    std::map<QName, const SchemaType*> named_;
};

std::vector<std::string> texts(StringList* list) {
    std::vector<std::string> out;
    if (list == nullptr) return out;
    for (XMLSize_t i = 0; i < list->size(); ++i)
        out.push_back(to_utf8(list->elementAt(i)));
    return out;
}

// Where a particle stands: what the groups around it multiply its occurrence with.
struct Surroundings {
    int min = 1;
    int max = 1;
    bool choice = false;
    std::size_t number = 0, branch = 0;  // of the outermost choice that is made once
};

int times(int a, int b) {
    if (a == 0 || b == 0) return 0;
    return a < 0 || b < 0 ? -1 : a * b;
}

class Copier {
  public:
    std::unique_ptr<CopiedModel> copy(xercesc::XSModel& model) {
        each<xercesc::XSTypeDefinition>(
            model, XSConstants::TYPE_DEFINITION, [this](xercesc::XSTypeDefinition* type) {
                if (to_utf8(type->getNamespace()) == "http://www.w3.org/2001/XMLSchema") return;
                const SchemaType* const copied = type_of(type);
                model_->named_[{copied->ns, copied->name}] = copied;
            });
        each<xercesc::XSElementDeclaration>(
            model, XSConstants::ELEMENT_DECLARATION, [this](xercesc::XSElementDeclaration* element) {
                SchemaChild root = child_of(element);
                model_->roots_.emplace(QName(root.ns, root.local), std::move(root));
            });
        // Types are filled one after the other and not inside each other, because they refer to themselves.
        while (!waiting_.empty()) {
            auto [definition, target] = waiting_.front();
            waiting_.pop_front();
            fill(definition, *target);
        }
        return std::move(model_);
    }

  private:
    template <typename T, typename F>
    static void each(xercesc::XSModel& model, XSConstants::COMPONENT_TYPE kind, F&& use) {
        auto* const components = model.getComponents(kind);
        if (components == nullptr) return;
        for (XMLSize_t i = 0; i < components->getLength(); ++i)
            use(static_cast<T*>(components->item(i)));
    }

    const SchemaType* type_of(xercesc::XSTypeDefinition* definition) {
        const auto known = known_.find(definition);
        if (known != known_.end()) return known->second;
        // Xerces may hold a type twice when it refers to itself: the name says that they are one.
        QName name;
        if (!definition->getAnonymous()) {
            name = {to_utf8(definition->getNamespace()), to_utf8(definition->getName())};
            if (const auto same = by_name_.find(name); same != by_name_.end()) {
                known_.emplace(definition, same->second);
                return same->second;
            }
        }
        SchemaType& made = model_->storage_.emplace_back();
        made.ns = name.first;
        made.name = name.second;
        known_.emplace(definition, &made);
        if (!name.second.empty()) by_name_.emplace(std::move(name), &made);
        waiting_.emplace_back(definition, &made);
        return &made;
    }

    SchemaChild child_of(xercesc::XSElementDeclaration* element) {
        SchemaChild child;
        child.ns = to_utf8(element->getNamespace());
        child.local = to_utf8(element->getName());
        child.name = intern(child.local);
        child.nillable = element->getNillable();
        if (element->getConstraintType() == XSConstants::VALUE_CONSTRAINT_FIXED) {
            child.fixed = to_utf8(element->getConstraintValue());
        }
        child.type = type_of(element->getTypeDefinition());
        return child;
    }

    void fill(xercesc::XSTypeDefinition* definition, SchemaType& target) {
        if (definition->getTypeCategory() == xercesc::XSTypeDefinition::SIMPLE_TYPE) {
            fill_simple(static_cast<XSSimpleTypeDefinition*>(definition), target);
            return;
        }
        auto* const complex = static_cast<xercesc::XSComplexTypeDefinition*>(definition);
        target.complex = true;
        fill_attributes(*complex, target);
        if (complex->getSimpleType() != nullptr) {
            fill_simple(complex->getSimpleType(), target);
        } else {
            walk(complex->getParticle(), {}, target);
        }
    }

    static void fill_attributes(xercesc::XSComplexTypeDefinition& complex, SchemaType& target) {
        xercesc::XSAttributeUseList* const uses = complex.getAttributeUses();
        if (uses == nullptr) return;
        for (XMLSize_t i = 0; i < uses->size(); ++i) {
            xercesc::XSAttributeUse* const use = uses->elementAt(i);
            xercesc::XSAttributeDeclaration* const declaration = use->getAttrDeclaration();
            SchemaAttribute attribute;
            attribute.ns = to_utf8(declaration->getNamespace());
            attribute.local = to_utf8(declaration->getName());
            attribute.required = use->getRequired();
            if (use->getConstraintType() == XSConstants::VALUE_CONSTRAINT_FIXED) {
                attribute.fixed = to_utf8(use->getConstraintValue());
            } else if (declaration->getConstraintType() == XSConstants::VALUE_CONSTRAINT_FIXED) {
                attribute.fixed = to_utf8(declaration->getConstraintValue());
            }
            if (declaration->getTypeDefinition() != nullptr) {
                attribute.enumeration = texts(declaration->getTypeDefinition()->getLexicalEnumeration());
            }
            target.attributes.push_back(std::move(attribute));
        }
    }

    static std::optional<std::uint32_t> facet(XSSimpleTypeDefinition& type,
                                              XSSimpleTypeDefinition::FACET kind) {
        const std::string value = to_utf8(type.getLexicalFacetValue(kind));
        if (value.empty() || value.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
        return static_cast<std::uint32_t>(std::stoul(value));
    }

    static void fill_simple(XSSimpleTypeDefinition* type, SchemaType& target) {
        target.has_text = true;
        if (type->getVariety() == XSSimpleTypeDefinition::VARIETY_ATOMIC &&
            type->getPrimitiveType() != nullptr) {
            target.primitive = to_utf8(type->getPrimitiveType()->getName());
        }
        target.enumeration = texts(type->getLexicalEnumeration());
        target.patterns = texts(type->getLexicalPattern());
        target.length = facet(*type, XSSimpleTypeDefinition::FACET_LENGTH);
        target.min_length = facet(*type, XSSimpleTypeDefinition::FACET_MINLENGTH);
        target.max_length = facet(*type, XSSimpleTypeDefinition::FACET_MAXLENGTH);
        target.total_digits = facet(*type, XSSimpleTypeDefinition::FACET_TOTALDIGITS);
        target.fraction_digits = facet(*type, XSSimpleTypeDefinition::FACET_FRACTIONDIGITS);
    }

    void walk(xercesc::XSParticle* particle, Surroundings around, SchemaType& target) {
        if (particle == nullptr) return;
        const int min = times(around.min, static_cast<int>(particle->getMinOccurs()));
        const int max = times(
            around.max, particle->getMaxOccursUnbounded() ? -1 : static_cast<int>(particle->getMaxOccurs()));
        switch (particle->getTermType()) {
            case xercesc::XSParticle::TERM_ELEMENT: {
                SchemaChild child = child_of(particle->getElementTerm());
                child.min = around.choice ? 0 : min;
                child.max = max;
                child.in_choice = around.choice;
                child.choice = around.number;
                child.branch = around.branch;
                target.children.push_back(std::move(child));
                break;
            }
            case xercesc::XSParticle::TERM_MODELGROUP: {
                xercesc::XSModelGroup* const group = particle->getModelGroupTerm();
                xercesc::XSParticleList* const members = group->getParticles();
                if (members == nullptr) break;
                const bool choice = group->getCompositor() == xercesc::XSModelGroup::COMPOSITOR_CHOICE;
                const bool alternatives = choice && members->size() > 1;
                Surroundings inside{min, max, around.choice || alternatives, around.number, around.branch};
                const bool outermost = alternatives && !around.choice && max == 1;
                if (outermost) inside.number = target.children.size() + 1;
                for (XMLSize_t i = 0; i < members->size(); ++i) {
                    if (outermost) inside.branch = i;
                    walk(members->elementAt(i), inside, target);
                }
                break;
            }
            case xercesc::XSParticle::TERM_WILDCARD:
                target.any = true;
                break;
            default:
                break;
        }
    }

    std::unique_ptr<CopiedModel> model_ = std::make_unique<CopiedModel>();
    std::map<xercesc::XSTypeDefinition*, const SchemaType*> known_;
    std::map<QName, const SchemaType*> by_name_;
    std::deque<std::pair<xercesc::XSTypeDefinition*, SchemaType*>> waiting_;
};

}  // namespace

std::unique_ptr<SchemaModel> copy_model(xercesc::XSModel& model) {
    return Copier().copy(model);
}

}  // namespace veerpont::xml
