// The program. What it can do is the table in cli/commands.cc; how a running bridge is put together is
// cli/bridge.cc.
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "bridge/cli/commands.h"

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a client that hangs up is an error of that one answer
    return veerpont::cli::run(std::vector<std::string>(argv + 1, argv + argc), std::cout, std::cerr);
}
