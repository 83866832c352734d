// The command-line tool: finds the verb and runs it.

import Foundation

exit(Int32(CommandLineTool.run(Array(CommandLine.arguments.dropFirst())).rawValue))
