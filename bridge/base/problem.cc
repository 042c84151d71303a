#include "bridge/base/problem.h"

namespace veerpont {

std::string_view kind_name(Problem::Kind kind) {
    using Kind = Problem::Kind;
    switch (kind) {
        case Kind::kMalformedXml:
            return "malformed-xml";
        case Kind::kInvalidMessage:
            return "invalid-message";
        case Kind::kUnknownOperation:
            return "unknown-operation";
        case Kind::kUnknownSender:
            return "unknown-sender";
        case Kind::kNotAuthenticated:
            return "not-authenticated";
        case Kind::kNotAuthorised:
            return "not-authorised";
        case Kind::kTooLarge:
            return "too-large";
        case Kind::kMissingValue:
            return "missing-value";
        case Kind::kUntranslatable:
            return "untranslatable";
        case Kind::kNotFound:
            return "not-found";
        case Kind::kUnknownType:
            return "unknown-type";
        case Kind::kConflict:
            return "conflict";
        case Kind::kRepeated:
            return "repeated";
        case Kind::kLocked:
            return "locked";
        case Kind::kFinalised:
            return "finalised";
        case Kind::kAmbiguous:
            return "ambiguous";
        case Kind::kUnsupportedCriterion:
            return "unsupported-criterion";
        case Kind::kUnsupportedOrder:
            return "unsupported-order";
        case Kind::kPartialRange:
            return "partial-range";
        case Kind::kStartMissing:
            return "start-missing";
        case Kind::kStartIncomplete:
            return "start-incomplete";
        case Kind::kTooManyResults:
            return "too-many-results";
        case Kind::kRefusedByZgw:
            return "refused-by-zgw";
        case Kind::kRegisterAuth:
            return "register-auth";
        case Kind::kUnreachable:
            return "unreachable";
        case Kind::kTimeout:
            return "timeout";
        case Kind::kBusy:
            return "busy";
        case Kind::kInternal:
            return "internal";
    }
    return "internal";
}

}  // namespace veerpont
