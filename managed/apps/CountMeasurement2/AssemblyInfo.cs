// Identity of the assembly.
using System.Reflection;

[assembly: AssemblyTitle("CountMeasurement")]
[assembly: AssemblyVersion("2.0.0.0")]
