// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("System.Threading")]
[assembly: AssemblyVersion("1.1.52.0")]
