// Identity of the assembly.
using System.Reflection;

[assembly: AssemblyTitle("CountMeasurement")]
#if VERSION_2
[assembly: AssemblyVersion("2.0.0.0")]
#else
[assembly: AssemblyVersion("1.0.0.0")]
#endif
