#include "bridge/http/traceparent.h"

#include <gtest/gtest.h>

namespace veerpont::http {
namespace {

TEST(Traceparent, ReadsAndWrites) {
    const std::string text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto context = parse_traceparent(text);
    ASSERT_TRUE(context);
    EXPECT_EQ(to_header(*context), text);
    const TraceContext child = child_of(*context);
    EXPECT_EQ(child.trace_id, context->trace_id);
    EXPECT_NE(child.parent_id, context->parent_id);
    EXPECT_TRUE(parse_traceparent(to_header(child)));
}

TEST(Traceparent, RefusesWhatIsNotOne) {
    for (const char* wrong : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                              "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                              "00-4BF92F3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"}) {
        EXPECT_FALSE(parse_traceparent(wrong)) << wrong;
    }
    EXPECT_TRUE(parse_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later"));
}

TEST(Traceparent, NewTracesDiffer) {
    EXPECT_NE(new_trace().trace_id, new_trace().trace_id);
    EXPECT_TRUE(parse_traceparent(to_header(new_trace())));
}

}  // namespace
}  // namespace veerpont::http
