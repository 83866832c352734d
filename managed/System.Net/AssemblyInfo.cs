// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("System.Net")]
[assembly: AssemblyVersion("1.11.50.0")]
