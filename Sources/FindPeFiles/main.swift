// FindPeFiles: uploads the PE files of an application that the engine does not bring along, and prints the desired properties.

import Foundation

exit(Int32(FindPeFiles.run(Array(CommandLine.arguments.dropFirst())).rawValue))
