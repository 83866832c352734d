// Identity of the assembly.
using System.Reflection;

[assembly: AssemblyTitle("HelloWorld")]
[assembly: AssemblyVersion("1.0.0.0")]
