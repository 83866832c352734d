// Identity of the assembly.
using System.Reflection;

[assembly: AssemblyTitle("CountMeasurement")]
[assembly: AssemblyVersion("1.0.0.0")]
