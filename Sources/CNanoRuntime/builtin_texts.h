/* builtin_texts.h - the strings that every file of string table version 1 shares (pe-format 2.2), as
 * scripts/pack-strings.py packs them: the texts behind the codes are the list, all else follows from them.
 * Entry n is the string with id 0xFFFF - n; the order is fixed by the format. Written from the published
 * list.
 */
/* clang-format off */
/* Code 0 ends a string, code 1 is '.' and so on, the codes from FIRST_PAIR on are two other codes each. Of pairs
 * within pairs there are DEPTH at most. */
enum { FIRST_PAIR = 78, DEPTH = 8 };
static const uint8_t pairs[][2] = {
    {56, 71}, {71, 56}, {78, 50}, {58, 80}, {64, 56}, {66, 65}, {71, 60}, {66, 69}, {60, 65}, {56, 69},
    {28, 65}, {56, 70}, {63, 56}, {52, 69}, {52, 63}, {52, 71}, {56, 65}, {84, 83}, {72, 69}, {70, 56},
    {64, 50}, {26, 78}, {54, 56}, {52, 65}, {52, 79}, {39, 60}, {37, 56}, {103, 82}, {52, 76}, {71, 69},
    {52, 82}, {39, 66}, {64, 53}, {22, 66}, {86, 58}, {79, 69}, {79, 64}, {60, 71}, {24, 75}, {76, 67},
    {69, 66}, {33, 108}, {94, 71}, {39, 117}, {38, 76}, {54, 71}, {28, 70}, {122, 70}, {125, 114}, {24, 65},
    {121, 56}, {70, 71}, {52, 55}, {113, 65}, {60, 77}, {23, 56}, {69, 56}, {66, 96}, {72, 65}, {66, 55},
    {63, 76}, {126, 1}, {88, 57}, {60, 58}, {37, 89}, {20, 69}, {116, 100}, {144, 67}, {145, 95}, {52, 58},
    {20, 70}, {93, 131}, {54, 59}, {35, 149}, {97, 110}, {82, 65}, {81, 124}, {72, 63}, {72, 56}, {71, 59},
    {56, 75}, {54, 95}, {54, 62}, {52, 70}, {34, 57}, {23, 106}, {23, 102}, {152, 138}, {140, 66}, {115, 76},
    {93, 85}, {53, 90}, {38, 56}, {25, 85}, {22, 59}, {153, 71}, {132, 56}, {73, 120}, {54, 89}, {24, 175},
    {148, 165}, {142, 135}, {107, 112}, {101, 55}, {90, 159}, {73, 56}, {71, 52}, {96, 56}, {88, 71}, {69, 106},
    {67, 91}, {38, 180}, {9, 7}, {111, 63}, {191, 182}, {110, 87}, {104, 57}, {81, 32}, {56, 63}, {20, 71},
    {171, 64}, {198, 93}, {143, 187}, {123, 85}, {70, 60}, {69, 60}, {39, 59}, {25, 60}, {92, 156}, {84, 82},
    {72, 79}, {70, 80}, {63, 66}, {155, 71}, {94, 55}, {66, 64}, {63, 60}, {52, 97}, {37, 136}, {31, 60},
    {22, 83}, {217, 129}, {216, 207}, {173, 70}, {105, 151}, {89, 70}, {87, 71}, {81, 22}, {67, 67}, {66, 72},
    {56, 55}, {55, 158}, {54, 137}, {52, 95}, {38, 71}, {31, 66}, {24, 90}, {21, 76}, {234, 221}, {205, 196},
    {237, 55}, {192, 70}, {161, 59}, {141, 65}, {139, 239}, {109, 72}, {243, 150}, {84, 183}, {83, 157}, {78, 59},
    {247, 137}, {72, 193}, {66, 67}, {60, 63}, {52, 100}, {41, 206}, {35, 118}, {35, 91},
};

/* Where every 16th string begins. */
static const uint16_t starts[] = {
    0, 127, 225, 319, 405, 506, 610, 721, 829, 949, 1034, 1136, 1249, 1377, 1497, 1605,
    1712, 1826, 1941, 2044, 2176, 2295, 2401, 2517, 2641, 2740, 2851, 2941, 3033, 3174, 3298, 3391,
    3471, 3581, 3666, 3766, 3862, 3978, 4107, 4209, 4311, 4426, 4537, 4641, 4744, 4858, 4968, 5074,
    5184, 5280, 5377, 5468, 5618, 5773,
};

static const uint8_t packed[] = {
    1, 54, 201, 0, /* .cctor */
    1, 201, 0, /* .ctor */
    20, 53, 85, 71, 0, /* Abort */
    20, 53, 70, 0, /* Abs */
    20, 54, 176, 97, 55, 204, 118, 72, 58, 59, 254, 67, 224, 76, 197, 107, 60, 53, 208, 0, /* AccessedThroughPropertyAttribute */
    20, 54, 66, 70, 0, /* Acos */
    20, 55, 55, 0, /* Add */
    20, 55, 55, 163, 70, 0, /* AddDays */
    20, 55, 55, 27, 135, 70, 0, /* AddHours */
    20, 55, 55, 32, 251, 214, 97, 54, 83, 55, 70, 0, /* AddMilliseconds */
    20, 55, 55, 32, 86, 208, 70, 0, /* AddMinutes */
    20, 55, 55, 170, 54, 83, 55, 70, 0, /* AddSeconds */
    20, 55, 55, 103, 160, 70, 0, /* AddTicks */
    20, 65, 76, 35, 212, 112, 25, 86, 92, 132, 87, 70, 0, /* AnyPendingFinalizers */
    20, 226, 23, 213, 52, 86, 0, /* AppDomain */
    20, 226, 23, 213, 52, 86, 40, 65, 210, 130, 228, 146, 0, /* AppDomainUnloadedException */
    20, 226, 212, 0, /* Append */
    20, 226, 212, 27, 196, 67, 87, 0, /* AppendHelper */
    20, 226, 212, 31, 86, 56, 0, /* AppendLine */
    20, 226, 212, 39, 69, 52, 251, 112, 45, 87, 66, 70, 0, /* AppendTrailingZeros */
    20, 226, 214, 54, 231, 146, 0, /* ApplicationException */
    143, 58, 72, 173, 146, 0, /* ArgumentException */
    143, 58, 72, 173, 33, 155, 63, 146, 0, /* ArgumentNullException */
    143, 58, 72, 173, 34, 72, 71, 162, 37, 101, 58, 56, 146, 0, /* ArgumentOutOfRangeException */
    143, 58, 72, 221, 0, /* Arguments */
    200, 0, /* Array */
    200, 219, 0, /* ArrayList */
    200, 38, 174, 0, /* ArraySize */
    148, 86, 0, /* Asin */
    178, 0, /* Assembly */
    178, 166, 0, /* AssemblyInfo */
    178, 32, 56, 64, 85, 76, 166, 0, /* AssemblyMemoryInfo */
    178, 119, 0, /* AssemblyName */
    178, 119, 25, 63, 147, 70, 0, /* AssemblyNameFlags */
    178, 194, 0, /* AssemblyRef */
    178, 194, 236, 0, /* AssemblyRefElements */
    148, 70, 224, 0, /* Assert */
    148, 76, 65, 54, 22, 92, 63, 53, 52, 160, 0, /* AsyncCallback */
    197, 101, 0, /* Atan */
    197, 101, 5, 0, /* Atan2 */
    197, 107, 60, 53, 208, 0, /* Attribute */
    197, 107, 60, 53, 208, 70, 0, /* Attributes */
    197, 107, 60, 53, 208, 70, 236, 0, /* AttributesElements */
    20, 72, 71, 66, 142, 78, 177, 0, /* AutoResetEvent */
    21, 52, 160, 63, 141, 59, 71, 0, /* Backlight */
    21, 215, 177, 0, /* BaseEvent */
    21, 56, 58, 86, 88, 73, 66, 62, 56, 0, /* BeginInvoke */
    21, 60, 161, 0, /* Bias */
    21, 86, 91, 76, 170, 91, 150, 0, /* BinarySearch */
    21, 86, 55, 87, 0, /* Binder */
    21, 86, 55, 112, 25, 63, 147, 70, 0, /* BindingFlags */
    21, 115, 218, 73, 87, 113, 0, /* BitConverter */
    21, 115, 35, 52, 160, 228, 0, /* BitPacked */
    21, 66, 66, 90, 101, 0, /* Boolean */
    21, 134, 52, 62, 0, /* Break */
    235, 79, 0, /* Byte */
    235, 79, 111, 55, 56, 0, /* ByteCode */
    22, 56, 251, 112, 0, /* Ceiling */
    172, 101, 58, 56, 0, /* Change */
    172, 91, 0, /* Char */
    172, 56, 160, 0, /* Check */
    22, 90, 91, 0, /* Clear */
    22, 63, 83, 56, 0, /* Clone */
    22, 210, 97, 0, /* Close */
    111, 110, 86, 56, 0, /* Combine */
    111, 110, 86, 56, 200, 70, 0, /* CombineArrays */
    111, 64, 188, 56, 0, /* Compare */
    111, 64, 188, 56, 116, 150, 101, 58, 56, 0, /* CompareExchange */
    111, 64, 188, 56, 109, 0, /* CompareTo */
    111, 64, 67, 208, 22, 37, 22, 0, /* ComputeCRC */
    218, 54, 93, 0, /* Concat */
    218, 70, 107, 52, 86, 71, 146, 0, /* ConstraintException */
    218, 70, 107, 72, 201, 166, 0, /* ConstructorInfo */
    218, 184, 123, 27, 56, 141, 59, 71, 0, /* ContactHeight */
    218, 184, 123, 42, 60, 55, 157, 0, /* ContactWidth */
    218, 184, 86, 70, 0, /* Contains */
    218, 73, 224, 0, /* Convert */
    111, 67, 76, 0, /* Copy */
    111, 67, 76, 109, 0, /* CopyTo */
    111, 67, 76, 109, 192, 0, /* CopyToCollection */
    111, 70, 0, /* Cos */
    111, 70, 59, 0, /* Cosh */
    22, 134, 102, 23, 213, 52, 86, 0, /* CreateDomain */
    22, 134, 102, 88, 129, 101, 100, 0, /* CreateInstance */
    22, 134, 102, 88, 129, 101, 100, 20, 65, 55, 40, 65, 74, 69, 52, 67, 0, /* CreateInstanceAndUnwrap */
    22, 211, 185, 166, 0, /* CultureInfo */
    22, 211, 185, 121, 89, 0, /* CultureTypes */
    22, 96, 69, 120, 126, 105, 45, 83, 56, 0, /* CurrentSystemTimeZone */
    164, 105, 0, /* DateTime */
    164, 105, 199, 0, /* DateTimeFormat */
    164, 105, 199, 166, 0, /* DateTimeFormatInfo */
    164, 105, 30, 86, 55, 0, /* DateTimeKind */
    163, 0, /* Day */
    163, 162, 42, 56, 56, 62, 0, /* DayOfWeek */
    163, 63, 141, 59, 71, 21, 60, 161, 0, /* DaylightBias */
    163, 63, 141, 59, 71, 164, 0, /* DaylightDate */
    163, 63, 141, 59, 71, 119, 0, /* DaylightName */
    163, 63, 141, 59, 71, 105, 0, /* DaylightTime */
    163, 70, 88, 32, 246, 0, /* DaysInMonth */
    133, 53, 72, 58, 0, /* Debug */
    133, 53, 72, 58, 58, 52, 169, 197, 107, 60, 53, 208, 0, /* DebuggableAttribute */
    133, 53, 72, 58, 58, 87, 0, /* Debugger */
    133, 53, 72, 58, 58, 112, 32, 137, 89, 0, /* DebuggingModes */
    133, 230, 87, 0, /* Decoder */
    133, 54, 134, 173, 0, /* Decrement */
    133, 90, 58, 102, 0, /* Delegate */
    133, 68, 156, 156, 0, /* Dequeue */
    23, 89, 87, 60, 92, 174, 0, /* Deserialize */
    23, 60, 159, 91, 76, 127, 107, 76, 0, /* DictionaryEntry */
    23, 60, 70, 67, 66, 97, 0, /* Dispose */
    23, 227, 169, 0, /* Double */
    23, 227, 169, 109, 186, 190, 21, 115, 70, 0, /* DoubleToInt64Bits */
    23, 96, 231, 0, /* Duration */
    24, 55, 115, 85, 21, 118, 74, 70, 52, 169, 232, 102, 0, /* EditorBrowsableState */
    24, 64, 67, 71, 76, 0, /* Empty */
    127, 52, 169, 26, 22, 32, 223, 147, 89, 0, /* EnableGCMessages */
    127, 230, 112, 0, /* Encoding */
    127, 55, 88, 73, 66, 62, 56, 0, /* EndInvoke */
    127, 55, 35, 66, 86, 71, 0, /* EndPoint */
    127, 68, 156, 156, 0, /* Enqueue */
    127, 70, 185, 22, 52, 67, 52, 54, 167, 0, /* EnsureCapacity */
    127, 70, 185, 189, 200, 179, 100, 0, /* EnsureStringArrayResource */
    127, 70, 185, 189, 179, 100, 0, /* EnsureStringResource */
    127, 113, 0, /* Enter */
    127, 107, 76, 0, /* Entry */
    127, 107, 76, 171, 30, 56, 76, 0, /* EntryForKey */
    127, 72, 64, 0, /* Enum */
    127, 72, 82, 69, 168, 128, 0, /* EnumeratorType */
    24, 68, 72, 92, 70, 0, /* Equals */
    177, 143, 58, 70, 0, /* EventArgs */
    177, 22, 102, 58, 85, 76, 0, /* EventCategory */
    177, 23, 93, 52, 0, /* EventData */
    177, 32, 223, 147, 56, 0, /* EventMessage */
    146, 0, /* Exception */
    116, 150, 101, 58, 56, 0, /* Exchange */
    116, 56, 54, 72, 95, 218, 70, 107, 52, 86, 71, 0, /* ExecutionConstraint */
    116, 115, 0, /* Exit */
    116, 67, 0, /* Exp */
    116, 67, 181, 235, 20, 21, 210, 160, 0, /* ExpandByABlock */
    116, 79, 65, 55, 228, 105, 69, 0, /* ExtendedTimer */
    116, 79, 65, 55, 228, 42, 56, 52, 62, 194, 87, 94, 100, 0, /* ExtendedWeakReference */
    116, 79, 65, 202, 83, 197, 107, 60, 53, 208, 0, /* ExtensionAttribute */
    116, 107, 52, 123, 37, 101, 58, 56, 25, 118, 64, 200, 0, /* ExtractRangeFromArray */
    116, 107, 52, 123, 253, 25, 118, 64, 200, 0, /* ExtractValueFromArray */
    25, 92, 97, 189, 0, /* FalseString */
    238, 133, 57, 0, /* FieldDef */
    238, 133, 57, 236, 0, /* FieldDefElements */
    238, 166, 0, /* FieldInfo */
    238, 194, 0, /* FieldRef */
    238, 194, 236, 0, /* FieldRefElements */
    25, 86, 92, 174, 0, /* Finalize */
    25, 86, 55, 172, 136, 62, 171, 88, 229, 0, /* FindChunkForIndex */
    25, 86, 55, 179, 100, 0, /* FindResource */
    25, 63, 147, 70, 0, /* Flags */
    25, 210, 85, 0, /* Floor */
    25, 63, 72, 70, 59, 0, /* Flush */
    25, 63, 72, 70, 59, 20, 63, 63, 0, /* FlushAll */
    199, 0, /* Format */
    199, 22, 72, 129, 213, 174, 55, 0, /* FormatCustomized */
    199, 23, 141, 115, 70, 0, /* FormatDigits */
    199, 33, 52, 245, 0, /* FormatNative */
    25, 118, 64, 21, 215, 190, 172, 91, 200, 0, /* FromBase64CharArray */
    25, 118, 64, 21, 215, 190, 189, 0, /* FromBase64String */
    25, 118, 64, 103, 160, 70, 0, /* FromTicks */
    26, 22, 0, /* GC */
    26, 94, 87, 60, 54, 177, 0, /* GenericEvent */
    26, 89, 71, 185, 0, /* Gesture */
    99, 148, 152, 214, 89, 0, /* GetAssemblies */
    99, 178, 0, /* GetAssembly */
    99, 178, 25, 118, 64, 27, 240, 0, /* GetAssemblyFromHash */
    99, 178, 27, 240, 0, /* GetAssemblyHash */
    99, 178, 166, 0, /* GetAssemblyInfo */
    99, 178, 32, 56, 64, 85, 76, 166, 0, /* GetAssemblyMemoryInfo */
    99, 21, 215, 190, 127, 230, 228, 31, 94, 58, 157, 0, /* GetBase64EncodedLength */
    99, 235, 79, 70, 0, /* GetBytes */
    99, 172, 91, 70, 0, /* GetChars */
    99, 218, 70, 107, 72, 201, 0, /* GetConstructor */
    99, 22, 211, 96, 89, 0, /* GetCultures */
    99, 163, 63, 141, 59, 71, 172, 101, 58, 89, 0, /* GetDaylightChanges */
    99, 133, 230, 87, 0, /* GetDecoder */
    99, 133, 214, 64, 60, 79, 55, 189, 179, 100, 0, /* GetDelimitedStringResource */
    99, 133, 214, 64, 60, 79, 55, 189, 179, 176, 0, /* GetDelimitedStringResources */
    99, 23, 213, 52, 86, 0, /* GetDomain */
    99, 23, 227, 169, 33, 249, 0, /* GetDoubleNumber */
    99, 24, 57, 57, 56, 54, 245, 164, 0, /* GetEffectiveDate */
    99, 234, 173, 128, 0, /* GetElementType */
    99, 127, 72, 82, 69, 168, 0, /* GetEnumerator */
    99, 116, 56, 54, 72, 84, 65, 58, 178, 0, /* GetExecutingAssembly */
    99, 116, 67, 60, 69, 231, 164, 0, /* GetExpirationDate */
    99, 238, 0, /* GetField */
    99, 238, 70, 0, /* GetFields */
    99, 199, 0, /* GetFormat */
    99, 27, 240, 111, 55, 56, 0, /* GetHashCode */
    99, 88, 113, 57, 52, 176, 0, /* GetInterfaces */
    99, 32, 52, 150, 86, 56, 105, 0, /* GetMachineTime */
    99, 32, 101, 60, 57, 89, 71, 179, 100, 119, 70, 0, /* GetManifestResourceNames */
    99, 32, 223, 147, 56, 0, /* GetMessage */
    99, 32, 248, 0, /* GetMethod */
    99, 32, 248, 70, 0, /* GetMethods */
    99, 119, 0, /* GetName */
    99, 34, 53, 61, 56, 123, 0, /* GetObject */
    99, 34, 53, 61, 56, 123, 172, 136, 62, 25, 118, 64, 28, 55, 0, /* GetObjectChunkFromId */
    99, 34, 53, 61, 56, 123, 25, 118, 64, 28, 55, 0, /* GetObjectFromId */
    99, 34, 53, 61, 56, 123, 88, 131, 92, 0, /* GetObjectInternal */
    99, 34, 53, 61, 56, 123, 253, 0, /* GetObjectValue */
    99, 255, 120, 22, 211, 185, 119, 0, /* GetParentCultureName */
    99, 35, 66, 202, 95, 0, /* GetPosition */
    99, 37, 52, 74, 22, 224, 23, 93, 52, 0, /* GetRawCertData */
    99, 104, 92, 199, 0, /* GetRealFormat */
    99, 38, 102, 63, 214, 79, 178, 0, /* GetSatelliteAssembly */
    99, 189, 0, /* GetString */
    99, 126, 41, 87, 202, 83, 0, /* GetSystemVersion */
    99, 105, 45, 83, 56, 162, 57, 70, 78, 0, /* GetTimeZoneOffset */
    99, 128, 0, /* GetType */
    99, 128, 25, 118, 64, 27, 181, 90, 0, /* GetTypeFromHandle */
    99, 128, 25, 118, 64, 27, 240, 0, /* GetTypeFromHash */
    99, 128, 27, 240, 0, /* GetTypeHash */
    99, 128, 88, 131, 92, 0, /* GetTypeInternal */
    99, 121, 89, 0, /* GetTypes */
    99, 121, 89, 28, 64, 67, 90, 153, 84, 65, 58, 88, 113, 57, 252, 0, /* GetTypesImplementingInterface */
    99, 40, 71, 54, 162, 57, 70, 78, 0, /* GetUtcOffset */
    99, 253, 0, /* GetValue */
    99, 41, 87, 202, 83, 0, /* GetVersion */
    26, 210, 53, 92, 138, 122, 65, 150, 69, 83, 174, 55, 197, 107, 60, 53, 208, 0, /* GloballySynchronizedAttribute */
    26, 72, 60, 55, 0, /* Guid */
    27, 240, 0, /* Hash */
    27, 240, 184, 169, 0, /* Hashtable */
    27, 240, 184, 169, 127, 72, 82, 69, 168, 0, /* HashtableEnumerator */
    27, 158, 109, 172, 91, 0, /* HexToChar */
    27, 135, 0, /* Hour */
    28, 148, 76, 65, 54, 142, 211, 0, /* IAsyncResult */
    28, 22, 63, 83, 56, 52, 169, 0, /* ICloneable */
    28, 192, 0, /* ICollection */
    28, 111, 64, 188, 52, 169, 0, /* IComparable */
    28, 111, 64, 188, 87, 0, /* IComparer */
    28, 22, 72, 129, 213, 199, 113, 0, /* ICustomFormatter */
    28, 23, 60, 159, 91, 76, 0, /* IDictionary */
    28, 23, 60, 70, 67, 66, 70, 52, 169, 0, /* IDisposable */
    28, 24, 24, 24, 104, 64, 52, 86, 55, 87, 0, /* IEEERemainder */
    28, 127, 72, 82, 69, 52, 169, 0, /* IEnumerable */
    28, 127, 72, 82, 69, 168, 0, /* IEnumerator */
    28, 24, 68, 72, 92, 167, 111, 64, 188, 87, 0, /* IEqualityComparer */
    28, 177, 217, 70, 79, 65, 87, 0, /* IEventListener */
    28, 177, 254, 176, 70, 85, 0, /* IEventProcessor */
    28, 199, 254, 73, 60, 55, 87, 0, /* IFormatProvider */
    28, 199, 184, 169, 0, /* IFormattable */
    28, 219, 0, /* IList */
    28, 233, 58, 0, /* ILog */
    28, 34, 146, 0, /* IOException */
    28, 34, 146, 24, 69, 69, 85, 111, 55, 56, 0, /* IOExceptionErrorCode */
    28, 194, 90, 123, 0, /* IReflect */
    88, 54, 134, 173, 0, /* Increment */
    88, 229, 162, 0, /* IndexOf */
    88, 229, 162, 20, 65, 76, 0, /* IndexOfAny */
    88, 229, 34, 72, 71, 162, 37, 101, 58, 56, 146, 0, /* IndexOutOfRangeException */
    88, 60, 84, 92, 174, 0, /* Initialize */
    88, 60, 84, 92, 174, 200, 0, /* InitializeArray */
    88, 60, 84, 92, 174, 171, 177, 38, 135, 100, 0, /* InitializeForEventSource */
    88, 60, 84, 92, 174, 27, 240, 39, 52, 169, 0, /* InitializeHashTable */
    88, 70, 224, 0, /* Insert */
    88, 70, 224, 26, 118, 72, 67, 170, 67, 87, 168, 70, 0, /* InsertGroupSeperators */
    88, 70, 224, 253, 186, 66, 200, 0, /* InsertValueIntoArray */
    88, 129, 92, 63, 0, /* Install */
    186, 4, 9, 0, /* Int16 */
    186, 6, 5, 0, /* Int32 */
    186, 190, 0, /* Int64 */
    186, 190, 21, 115, 70, 109, 23, 227, 169, 0, /* Int64BitsToDouble */
    186, 35, 107, 0, /* IntPtr */
    88, 113, 210, 160, 228, 0, /* Interlocked */
    88, 131, 0, /* Intern */
    88, 73, 92, 60, 55, 22, 52, 129, 146, 0, /* InvalidCastException */
    88, 73, 92, 60, 55, 34, 67, 87, 231, 146, 0, /* InvalidOperationException */
    88, 73, 66, 62, 56, 0, /* Invoke */
    88, 73, 66, 62, 56, 32, 56, 193, 0, /* InvokeMember */
    124, 163, 63, 141, 59, 71, 38, 52, 73, 112, 105, 0, /* IsDaylightSavingTime */
    124, 24, 64, 155, 168, 0, /* IsEmulator */
    124, 140, 86, 167, 0, /* IsInfinity */
    124, 88, 129, 101, 100, 162, 128, 0, /* IsInstanceOfType */
    124, 88, 131, 228, 0, /* IsInterned */
    124, 33, 52, 33, 0, /* IsNaN */
    124, 33, 56, 58, 52, 245, 140, 86, 167, 0, /* IsNegativeInfinity */
    124, 35, 66, 202, 245, 140, 86, 167, 0, /* IsPositiveInfinity */
    124, 38, 72, 53, 54, 63, 161, 70, 162, 0, /* IsSubclassOf */
    124, 39, 69, 101, 70, 188, 120, 254, 75, 76, 0, /* IsTransparentProxy */
    124, 128, 233, 130, 228, 0, /* IsTypeLoaded */
    29, 66, 86, 0, /* Join */
    30, 56, 76, 0, /* Key */
    30, 56, 76, 192, 0, /* KeyCollection */
    31, 52, 129, 88, 229, 162, 0, /* LastIndexOf */
    31, 52, 129, 88, 229, 162, 20, 65, 76, 0, /* LastIndexOfAny */
    233, 130, 0, /* Load */
    233, 130, 88, 131, 92, 0, /* LoadInternal */
    233, 58, 0, /* Log */
    233, 58, 4, 3, 0, /* Log10 */
    32, 52, 62, 56, 37, 66, 213, 0, /* MakeRoom */
    32, 101, 72, 92, 142, 78, 177, 0, /* ManualResetEvent */
    32, 91, 70, 59, 92, 235, 194, 34, 53, 61, 56, 123, 0, /* MarshalByRefObject */
    32, 93, 59, 0, /* Math */
    32, 52, 75, 0, /* Max */
    32, 52, 75, 253, 0, /* MaxValue */
    32, 56, 193, 166, 0, /* MemberInfo */
    32, 56, 193, 121, 89, 0, /* MemberTypes */
    32, 56, 193, 74, 60, 97, 22, 63, 83, 56, 0, /* MemberwiseClone */
    32, 223, 147, 56, 0, /* Message */
    32, 78, 130, 93, 52, 38, 174, 0, /* MetadataSize */
    32, 248, 21, 215, 0, /* MethodBase */
    32, 248, 133, 57, 0, /* MethodDef */
    32, 248, 133, 57, 236, 0, /* MethodDefElements */
    32, 248, 166, 0, /* MethodInfo */
    32, 248, 194, 0, /* MethodRef */
    32, 248, 194, 236, 0, /* MethodRefElements */
    32, 60, 54, 118, 70, 66, 57, 71, 1, 38, 35, 34, 39, 0, /* Microsoft.SPOT */
    32, 60, 54, 118, 70, 66, 57, 71, 1, 38, 35, 34, 39, 1, 27, 91, 55, 74, 91, 56, 0, /* Microsoft.SPOT.Hardware */
    32, 60, 54, 118, 70, 66, 57, 71, 1, 38, 35, 34, 39, 1, 32, 223, 147, 112, 0, /* Microsoft.SPOT.Messaging */
    32, 60, 54, 118, 70, 66, 57, 71, 1, 38, 35, 34, 39, 1, 244, 0, /* Microsoft.SPOT.Touch */
    32, 251, 214, 97, 54, 83, 55, 70, 0, /* Milliseconds */
    32, 86, 0, /* Min */
    32, 86, 253, 0, /* MinValue */
    32, 86, 208, 0, /* Minute */
    32, 83, 115, 85, 0, /* Monitor */
    32, 246, 0, /* Month */
    32, 66, 183, 33, 158, 71, 0, /* MoveNext */
    32, 155, 84, 54, 52, 129, 133, 90, 58, 102, 0, /* MulticastDelegate */
    33, 52, 245, 50, 179, 176, 0, /* Native_Resources */
    33, 56, 58, 102, 0, /* Negate */
    33, 56, 74, 26, 72, 60, 55, 0, /* NewGuid */
    33, 158, 71, 0, /* Next */
    33, 158, 71, 235, 79, 70, 0, /* NextBytes */
    33, 158, 71, 23, 227, 169, 0, /* NextDouble */
    33, 66, 71, 28, 64, 67, 90, 153, 79, 55, 146, 0, /* NotImplementedException */
    33, 66, 71, 38, 72, 226, 85, 79, 55, 146, 0, /* NotSupportedException */
    33, 155, 63, 194, 87, 94, 100, 146, 0, /* NullReferenceException */
    33, 249, 0, /* Number */
    33, 249, 199, 166, 0, /* NumberFormatInfo */
    34, 53, 61, 56, 123, 0, /* Object */
    34, 53, 61, 56, 123, 23, 60, 70, 67, 66, 97, 55, 146, 0, /* ObjectDisposedException */
    34, 65, 177, 0, /* OnEvent */
    34, 72, 71, 162, 32, 56, 64, 85, 76, 146, 0, /* OutOfMemoryException */
    255, 97, 0, /* Parse */
    255, 97, 178, 119, 0, /* ParseAssemblyName */
    255, 97, 22, 87, 84, 57, 60, 54, 102, 0, /* ParseCertificate */
    255, 97, 33, 158, 71, 172, 91, 0, /* ParseNextChar */
    255, 97, 36, 72, 66, 79, 189, 0, /* ParseQuoteString */
    255, 97, 104, 67, 56, 93, 151, 0, /* ParseRepeatPattern */
    255, 97, 128, 119, 0, /* ParseTypeName */
    35, 56, 56, 62, 0, /* Peek */
    35, 60, 56, 77, 66, 0, /* Piezo */
    35, 250, 0, /* Pop */
    35, 66, 129, 254, 176, 70, 25, 210, 93, 0, /* PostProcessFloat */
    35, 66, 129, 254, 176, 70, 88, 79, 58, 87, 0, /* PostProcessInteger */
    35, 66, 74, 0, /* Pow */
    35, 69, 86, 71, 0, /* Print */
    35, 203, 85, 167, 31, 56, 183, 63, 0, /* PriorityLevel */
    254, 176, 70, 177, 0, /* ProcessEvent */
    254, 176, 70, 85, 143, 150, 60, 79, 123, 185, 0, /* ProcessorArchitecture */
    254, 67, 224, 76, 166, 0, /* PropertyInfo */
    35, 72, 70, 59, 0, /* Push */
    35, 72, 70, 59, 21, 52, 160, 186, 66, 104, 54, 66, 73, 87, 219, 0, /* PushBackIntoRecoverList */
    36, 156, 156, 0, /* Queue */
    37, 52, 60, 97, 0, /* Raise */
    37, 52, 64, 38, 174, 0, /* RamSize */
    37, 181, 213, 0, /* Random */
    37, 101, 58, 56, 21, 60, 161, 0, /* RangeBias */
    104, 104, 58, 60, 70, 113, 171, 25, 86, 92, 174, 0, /* ReRegisterForFinalize */
    104, 130, 0, /* Read */
    104, 130, 235, 79, 0, /* ReadByte */
    104, 54, 66, 73, 87, 0, /* Recover */
    104, 54, 66, 73, 87, 34, 69, 22, 134, 102, 0, /* RecoverOrCreate */
    194, 87, 94, 100, 24, 68, 72, 92, 70, 0, /* ReferenceEquals */
    194, 182, 0, /* Reflection */
    104, 59, 240, 0, /* Rehash */
    104, 64, 66, 79, 55, 146, 0, /* RemotedException */
    104, 64, 66, 84, 65, 58, 38, 87, 73, 60, 176, 0, /* RemotingServices */
    104, 64, 66, 183, 0, /* Remove */
    104, 64, 66, 183, 197, 0, /* RemoveAt */
    104, 67, 63, 252, 0, /* Replace */
    104, 67, 63, 252, 20, 63, 63, 88, 172, 136, 62, 0, /* ReplaceAllInChunk */
    104, 67, 63, 252, 133, 54, 60, 64, 92, 170, 67, 87, 168, 0, /* ReplaceDecimalSeperator */
    104, 67, 63, 252, 88, 35, 63, 252, 197, 172, 136, 62, 0, /* ReplaceInPlaceAtChunk */
    104, 67, 63, 252, 33, 56, 58, 52, 245, 38, 241, 0, /* ReplaceNegativeSign */
    104, 67, 138, 0, /* Reply */
    104, 67, 138, 37, 52, 74, 0, /* ReplyRaw */
    142, 78, 0, /* Reset */
    179, 100, 32, 101, 147, 87, 0, /* ResourceManager */
    179, 100, 40, 84, 63, 167, 0, /* ResourceUtility */
    179, 176, 0, /* Resources */
    179, 176, 23, 93, 52, 0, /* ResourcesData */
    179, 176, 236, 0, /* ResourcesElements */
    179, 176, 205, 63, 89, 0, /* ResourcesFiles */
    179, 176, 205, 63, 89, 236, 0, /* ResourcesFilesElements */
    142, 72, 82, 0, /* Resume */
    37, 213, 38, 174, 0, /* RomSize */
    37, 66, 136, 55, 0, /* Round */
    216, 22, 63, 161, 70, 218, 70, 107, 72, 201, 0, /* RunClassConstructor */
    220, 143, 58, 72, 173, 27, 181, 90, 0, /* RuntimeArgumentHandle */
    220, 218, 70, 107, 72, 201, 166, 0, /* RuntimeConstructorInfo */
    220, 238, 27, 181, 90, 0, /* RuntimeFieldHandle */
    220, 238, 166, 0, /* RuntimeFieldInfo */
    220, 27, 196, 67, 87, 70, 0, /* RuntimeHelpers */
    220, 32, 248, 27, 181, 90, 0, /* RuntimeMethodHandle */
    220, 32, 248, 166, 0, /* RuntimeMethodInfo */
    220, 128, 0, /* RuntimeType */
    220, 128, 27, 181, 90, 0, /* RuntimeTypeHandle */
    38, 235, 79, 0, /* SByte */
    38, 45, 200, 127, 72, 82, 69, 168, 0, /* SZArrayEnumerator */
    38, 54, 52, 90, 0, /* Scale */
    170, 54, 83, 55, 0, /* Second */
    170, 56, 62, 0, /* Seek */
    170, 56, 62, 34, 69, 141, 86, 0, /* SeekOrigin */
    38, 212, 32, 223, 147, 56, 0, /* SendMessage */
    38, 212, 32, 223, 147, 56, 37, 52, 74, 0, /* SendMessageRaw */
    38, 87, 60, 92, 132, 231, 25, 63, 147, 70, 0, /* SerializationFlags */
    38, 87, 60, 92, 132, 231, 27, 86, 71, 70, 197, 107, 60, 53, 208, 0, /* SerializationHintsAttribute */
    38, 87, 60, 92, 174, 0, /* Serialize */
    38, 78, 0, /* Set */
    38, 78, 22, 52, 67, 52, 54, 167, 0, /* SetCapacity */
    38, 78, 22, 96, 69, 120, 40, 28, 22, 211, 185, 0, /* SetCurrentUICulture */
    38, 78, 31, 94, 58, 157, 0, /* SetLength */
    38, 78, 233, 54, 92, 105, 0, /* SetLocalTime */
    38, 78, 253, 0, /* SetValue */
    38, 241, 0, /* Sign */
    38, 241, 93, 96, 89, 0, /* Signatures */
    38, 86, 0, /* Sin */
    38, 112, 90, 0, /* Single */
    38, 86, 59, 0, /* Sinh */
    38, 90, 56, 67, 0, /* Sleep */
    38, 135, 100, 0, /* Source */
    38, 135, 100, 28, 23, 0, /* SourceID */
    38, 67, 56, 54, 60, 57, 76, 30, 86, 55, 0, /* SpecifyKind */
    38, 67, 63, 115, 0, /* Split */
    38, 68, 69, 71, 0, /* Sqrt */
    38, 184, 160, 0, /* Stack */
    232, 181, 91, 55, 21, 60, 161, 0, /* StandardBias */
    232, 181, 91, 55, 164, 0, /* StandardDate */
    232, 181, 91, 55, 119, 0, /* StandardName */
    232, 91, 71, 0, /* Start */
    232, 91, 71, 70, 42, 115, 59, 0, /* StartsWith */
    38, 184, 84, 54, 238, 70, 0, /* StaticFields */
    38, 107, 56, 52, 64, 0, /* Stream */
    189, 0, /* String */
    189, 21, 72, 251, 55, 87, 0, /* StringBuilder */
    189, 179, 176, 0, /* StringResources */
    189, 70, 0, /* Strings */
    38, 72, 53, 70, 180, 0, /* Substring */
    38, 72, 53, 107, 52, 123, 0, /* Subtract */
    38, 72, 226, 69, 223, 25, 86, 92, 174, 0, /* SuppressFinalize */
    38, 72, 70, 67, 212, 0, /* Suspend */
    126, 0, /* System */
    242, 0, /* System.Collections */
    242, 1, 28, 192, 1, 81, 111, 136, 71, 0, /* System.Collections.ICollection.get_Count */
    242, 1, 28, 219, 1, 20, 55, 55, 0, /* System.Collections.IList.Add */
    242, 1, 28, 219, 1, 22, 90, 91, 0, /* System.Collections.IList.Clear */
    242, 1, 28, 219, 1, 218, 184, 86, 70, 0, /* System.Collections.IList.Contains */
    242, 1, 28, 219, 1, 88, 229, 162, 0, /* System.Collections.IList.IndexOf */
    242, 1, 28, 219, 1, 88, 70, 224, 0, /* System.Collections.IList.Insert */
    242, 1, 28, 219, 1, 104, 64, 66, 183, 0, /* System.Collections.IList.Remove */
    242, 1, 28, 219, 1, 104, 64, 66, 183, 197, 0, /* System.Collections.IList.RemoveAt */
    242, 1, 28, 219, 1, 81, 28, 114, 0, /* System.Collections.IList.get_Item */
    242, 1, 28, 219, 1, 209, 28, 114, 0, /* System.Collections.IList.set_Item */
    139, 111, 64, 67, 83, 120, 32, 137, 196, 0, /* System.ComponentModel */
    139, 23, 60, 147, 65, 66, 70, 84, 54, 70, 0, /* System.Diagnostics */
    139, 26, 210, 53, 92, 132, 231, 0, /* System.Globalization */
    139, 26, 210, 53, 92, 132, 231, 1, 179, 176, 0, /* System.Globalization.Resources */
    139, 28, 34, 0, /* System.IO */
    139, 194, 182, 0, /* System.Reflection */
    139, 179, 176, 0, /* System.Resources */
    139, 220, 1, 111, 64, 67, 251, 87, 38, 87, 73, 60, 176, 0, /* System.Runtime.CompilerServices */
    139, 220, 1, 104, 64, 66, 84, 65, 58, 0, /* System.Runtime.Remoting */
    139, 220, 1, 41, 87, 202, 83, 112, 0, /* System.Runtime.Versioning */
    139, 170, 54, 96, 167, 1, 22, 69, 117, 71, 66, 58, 69, 52, 67, 59, 76, 1, 43, 8, 3, 12, 22, 87, 84, 57, 60, 54, 102, 70, 0, /* System.Security.Cryptography.X509Certificates */
    139, 39, 158, 71, 0, /* System.Text */
    139, 204, 134, 130, 112, 0, /* System.Threading */
    126, 146, 0, /* SystemException */
    126, 28, 23, 0, /* SystemID */
    126, 166, 0, /* SystemInfo */
    126, 105, 0, /* SystemTime */
    39, 101, 0, /* Tan */
    39, 101, 59, 0, /* Tanh */
    39, 91, 58, 78, 0, /* Target */
    39, 91, 58, 78, 25, 69, 108, 74, 85, 62, 197, 107, 60, 53, 208, 0, /* TargetFrameworkAttribute */
    204, 134, 130, 0, /* Thread */
    204, 134, 130, 20, 53, 85, 71, 146, 0, /* ThreadAbortException */
    204, 134, 130, 35, 203, 85, 167, 0, /* ThreadPriority */
    204, 134, 130, 232, 91, 71, 0, /* ThreadStart */
    204, 134, 130, 232, 102, 0, /* ThreadState */
    105, 0, /* Time */
    105, 177, 70, 0, /* TimeEvents */
    105, 38, 67, 101, 0, /* TimeSpan */
    105, 38, 184, 64, 67, 0, /* TimeStamp */
    105, 45, 83, 56, 0, /* TimeZone */
    105, 45, 83, 56, 28, 55, 0, /* TimeZoneId */
    105, 45, 83, 56, 140, 85, 64, 231, 0, /* TimeZoneInformation */
    105, 69, 0, /* Timer */
    105, 69, 22, 92, 63, 53, 52, 160, 0, /* TimerCallback */
    105, 129, 52, 64, 67, 0, /* Timestamp */
    109, 200, 0, /* ToArray */
    109, 21, 215, 190, 189, 0, /* ToBase64String */
    109, 21, 66, 66, 90, 101, 0, /* ToBoolean */
    109, 235, 79, 0, /* ToByte */
    109, 235, 79, 200, 0, /* ToByteArray */
    109, 172, 91, 0, /* ToChar */
    109, 172, 91, 200, 0, /* ToCharArray */
    109, 23, 227, 169, 0, /* ToDouble */
    109, 186, 4, 9, 0, /* ToInt16 */
    109, 186, 6, 5, 0, /* ToInt32 */
    109, 186, 190, 0, /* ToInt64 */
    109, 233, 54, 92, 105, 0, /* ToLocalTime */
    109, 233, 74, 87, 0, /* ToLower */
    109, 38, 235, 79, 0, /* ToSByte */
    109, 38, 112, 90, 0, /* ToSingle */
    109, 189, 0, /* ToString */
    109, 40, 186, 4, 9, 0, /* ToUInt16 */
    109, 40, 186, 6, 5, 0, /* ToUInt32 */
    109, 40, 186, 190, 0, /* ToUInt64 */
    109, 40, 65, 60, 73, 87, 70, 92, 105, 0, /* ToUniversalTime */
    109, 40, 226, 87, 0, /* ToUpper */
    244, 177, 0, /* TouchEvent */
    244, 26, 89, 71, 185, 0, /* TouchGesture */
    244, 26, 89, 71, 185, 177, 143, 58, 70, 0, /* TouchGestureEventArgs */
    244, 26, 89, 71, 185, 177, 27, 181, 63, 87, 0, /* TouchGestureEventHandler */
    244, 88, 67, 72, 71, 0, /* TouchInput */
    244, 88, 67, 72, 71, 25, 63, 147, 70, 0, /* TouchInputFlags */
    244, 32, 223, 147, 89, 0, /* TouchMessages */
    244, 38, 54, 134, 94, 177, 143, 58, 70, 0, /* TouchScreenEventArgs */
    244, 38, 54, 134, 94, 177, 27, 181, 63, 87, 0, /* TouchScreenEventHandler */
    244, 89, 0, /* Touches */
    39, 69, 252, 0, /* Trace */
    39, 203, 64, 0, /* Trim */
    39, 203, 64, 127, 55, 0, /* TrimEnd */
    39, 203, 64, 232, 91, 71, 0, /* TrimStart */
    39, 69, 156, 189, 0, /* TrueString */
    39, 69, 136, 54, 102, 0, /* Truncate */
    39, 69, 76, 255, 97, 0, /* TryParse */
    39, 69, 76, 38, 45, 88, 229, 162, 0, /* TrySZIndexOf */
    128, 0, /* Type */
    128, 111, 55, 56, 0, /* TypeCode */
    128, 133, 57, 0, /* TypeDef */
    128, 133, 57, 236, 0, /* TypeDefElements */
    128, 194, 0, /* TypeRef */
    128, 194, 236, 0, /* TypeRefElements */
    128, 38, 67, 56, 54, 0, /* TypeSpec */
    128, 38, 67, 56, 54, 236, 0, /* TypeSpecElements */
    40, 186, 4, 9, 0, /* UInt16 */
    40, 186, 6, 5, 0, /* UInt32 */
    40, 186, 190, 0, /* UInt64 */
    40, 39, 25, 11, 133, 230, 87, 0, /* UTF8Decoder */
    40, 39, 25, 11, 127, 230, 112, 0, /* UTF8Encoding */
    40, 65, 62, 65, 66, 74, 65, 128, 146, 0, /* UnknownTypeException */
    40, 65, 210, 130, 0, /* Unload */
    40, 84, 63, 167, 0, /* Utility */
    41, 92, 60, 55, 102, 199, 0, /* ValidateFormat */
    253, 0, /* Value */
    253, 192, 0, /* ValueCollection */
    253, 128, 0, /* ValueType */
    41, 87, 202, 83, 0, /* Version */
    41, 66, 60, 55, 0, /* Void */
    42, 52, 115, 20, 63, 63, 0, /* WaitAll */
    42, 52, 115, 20, 65, 76, 0, /* WaitAny */
    42, 52, 115, 171, 35, 212, 112, 25, 86, 92, 132, 87, 70, 0, /* WaitForPendingFinalizers */
    42, 52, 115, 27, 181, 90, 0, /* WaitHandle */
    42, 52, 115, 32, 155, 84, 67, 90, 0, /* WaitMultiple */
    42, 52, 115, 34, 65, 56, 0, /* WaitOne */
    42, 56, 52, 62, 133, 90, 58, 102, 0, /* WeakDelegate */
    42, 56, 52, 62, 194, 87, 94, 100, 0, /* WeakReference */
    42, 203, 79, 0, /* Write */
    42, 203, 79, 235, 79, 0, /* WriteByte */
    43, 0, /* X */
    43, 8, 3, 12, 22, 87, 84, 57, 60, 54, 102, 0, /* X509Certificate */
    44, 0, /* Y */
    44, 56, 91, 0, /* Year */
    45, 87, 66, 0, /* Zero */
    50, 21, 72, 251, 55, 0, /* _Build */
    50, 32, 52, 61, 85, 0, /* _Major */
    50, 32, 86, 85, 0, /* _Minor */
    50, 104, 73, 60, 202, 83, 0, /* _Revision */
    50, 91, 187, 0, /* _array */
    50, 91, 187, 31, 94, 58, 157, 0, /* _arrayLength */
    50, 161, 165, 0, /* _assembly */
    50, 53, 72, 160, 78, 70, 0, /* _buckets */
    50, 54, 66, 136, 71, 0, /* _count */
    50, 212, 88, 229, 0, /* _endIndex */
    50, 57, 69, 108, 74, 85, 62, 23, 60, 70, 67, 63, 106, 119, 0, /* _frameworkDisplayName */
    50, 57, 69, 108, 74, 85, 62, 119, 0, /* _frameworkName */
    50, 58, 118, 74, 157, 25, 52, 201, 0, /* _growthFactor */
    50, 59, 56, 130, 0, /* _head */
    50, 86, 229, 0, /* _index */
    50, 60, 114, 70, 0, /* _items */
    50, 210, 130, 25, 52, 201, 0, /* _loadFactor */
    50, 64, 52, 75, 233, 130, 25, 52, 201, 0, /* _maxLoadFactor */
    50, 82, 70, 70, 147, 56, 0, /* _message */
    50, 65, 249, 162, 21, 72, 160, 78, 70, 0, /* _numberOfBuckets */
    50, 69, 181, 213, 0, /* _random */
    50, 70, 174, 0, /* _size */
    50, 129, 91, 71, 88, 229, 0, /* _startIndex */
    50, 184, 251, 0, /* _tail */
    52, 53, 53, 134, 73, 60, 102, 55, 163, 119, 70, 0, /* abbreviatedDayNames */
    52, 53, 53, 134, 73, 60, 102, 55, 32, 246, 119, 70, 0, /* abbreviatedMonthNames */
    52, 64, 23, 89, 241, 168, 0, /* amDesignator */
    55, 102, 170, 188, 168, 0, /* dateSeparator */
    55, 102, 105, 166, 0, /* dateTimeInfo */
    55, 106, 119, 70, 0, /* dayNames */
    57, 155, 63, 164, 222, 0, /* fullDateTimePattern */
    58, 94, 87, 92, 31, 83, 58, 222, 0, /* generalLongTimePattern */
    58, 94, 87, 92, 38, 59, 85, 71, 222, 0, /* generalShortTimePattern */
    81, 20, 32, 23, 89, 241, 168, 0, /* get_AMDesignator */
    81, 20, 53, 53, 134, 73, 60, 102, 55, 163, 119, 70, 0, /* get_AbbreviatedDayNames */
    81, 20, 53, 53, 134, 73, 60, 102, 55, 32, 246, 119, 70, 0, /* get_AbbreviatedMonthNames */
    81, 20, 65, 58, 90, 0, /* get_Angle */
    81, 178, 0, /* get_Assembly */
    81, 178, 36, 72, 92, 60, 57, 60, 228, 119, 0, /* get_AssemblyQualifiedName */
    81, 21, 215, 128, 0, /* get_BaseType */
    81, 21, 72, 251, 55, 0, /* get_Build */
    225, 101, 104, 130, 0, /* get_CanRead */
    225, 101, 170, 56, 62, 0, /* get_CanSeek */
    225, 101, 105, 227, 71, 0, /* get_CanTimeout */
    225, 101, 42, 203, 79, 0, /* get_CanWrite */
    225, 52, 67, 52, 54, 167, 0, /* get_Capacity */
    81, 172, 91, 70, 0, /* get_Chars */
    81, 111, 136, 71, 0, /* get_Count */
    225, 96, 69, 120, 0, /* get_Current */
    225, 96, 69, 120, 23, 213, 52, 86, 0, /* get_CurrentDomain */
    225, 96, 69, 120, 166, 0, /* get_CurrentInfo */
    225, 96, 69, 120, 204, 134, 130, 0, /* get_CurrentThread */
    225, 96, 69, 120, 105, 45, 83, 56, 0, /* get_CurrentTimeZone */
    225, 96, 69, 120, 40, 28, 22, 211, 185, 0, /* get_CurrentUICulture */
    225, 96, 69, 120, 40, 28, 22, 211, 185, 88, 131, 92, 0, /* get_CurrentUICultureInternal */
    81, 164, 0, /* get_Date */
    81, 164, 170, 188, 168, 0, /* get_DateSeparator */
    81, 164, 105, 199, 0, /* get_DateTimeFormat */
    81, 163, 0, /* get_Day */
    81, 163, 119, 70, 0, /* get_DayNames */
    81, 163, 162, 42, 56, 56, 62, 0, /* get_DayOfWeek */
    81, 163, 162, 44, 56, 91, 0, /* get_DayOfYear */
    81, 163, 63, 141, 59, 71, 119, 0, /* get_DaylightName */
    81, 163, 70, 0, /* get_Days */
    81, 133, 54, 63, 91, 112, 128, 0, /* get_DeclaringType */
    81, 133, 63, 184, 0, /* get_Delta */
    81, 127, 55, 0, /* get_End */
    81, 24, 69, 69, 85, 111, 55, 56, 0, /* get_ErrorCode */
    81, 238, 128, 0, /* get_FieldType */
    81, 25, 63, 147, 70, 0, /* get_Flags */
    81, 25, 69, 108, 74, 85, 62, 23, 60, 70, 67, 63, 106, 119, 0, /* get_FrameworkDisplayName */
    81, 25, 69, 108, 74, 85, 62, 119, 0, /* get_FrameworkName */
    81, 25, 203, 212, 138, 119, 0, /* get_FriendlyName */
    81, 25, 155, 63, 164, 222, 0, /* get_FullDateTimePattern */
    81, 25, 155, 63, 119, 0, /* get_FullName */
    81, 26, 94, 87, 92, 31, 83, 58, 222, 0, /* get_GeneralLongTimePattern */
    81, 26, 94, 87, 92, 38, 59, 85, 71, 222, 0, /* get_GeneralShortTimePattern */
    81, 26, 118, 74, 157, 25, 52, 201, 0, /* get_GrowthFactor */
    81, 27, 135, 0, /* get_Hour */
    81, 27, 135, 70, 0, /* get_Hours */
    81, 28, 55, 0, /* get_Id */
    81, 88, 65, 87, 146, 0, /* get_InnerException */
    154, 20, 53, 70, 107, 52, 123, 0, /* get_IsAbstract */
    154, 20, 214, 183, 0, /* get_IsAlive */
    154, 200, 0, /* get_IsArray */
    154, 197, 184, 150, 228, 0, /* get_IsAttached */
    154, 21, 141, 127, 55, 60, 101, 0, /* get_IsBigEndian */
    154, 22, 63, 161, 70, 0, /* get_IsClass */
    154, 127, 72, 64, 0, /* get_IsEnum */
    154, 25, 86, 92, 0, /* get_IsFinal */
    154, 205, 75, 228, 38, 174, 0, /* get_IsFixedSize */
    154, 88, 113, 57, 252, 0, /* get_IsInterface */
    154, 31, 115, 71, 90, 127, 55, 60, 101, 0, /* get_IsLittleEndian */
    154, 33, 66, 71, 35, 72, 53, 214, 54, 0, /* get_IsNotPublic */
    154, 35, 72, 53, 214, 54, 0, /* get_IsPublic */
    154, 104, 130, 34, 65, 138, 0, /* get_IsReadOnly */
    154, 38, 87, 60, 92, 132, 52, 169, 0, /* get_IsSerializable */
    154, 38, 184, 84, 54, 0, /* get_IsStatic */
    154, 122, 65, 150, 69, 83, 174, 55, 0, /* get_IsSynchronized */
    154, 41, 92, 60, 55, 0, /* get_IsValid */
    154, 253, 128, 0, /* get_IsValueType */
    154, 41, 60, 69, 71, 72, 92, 0, /* get_IsVirtual */
    154, 70, 72, 87, 0, /* get_Issuer */
    81, 28, 114, 0, /* get_Item */
    81, 30, 56, 76, 70, 0, /* get_Keys */
    81, 30, 86, 55, 0, /* get_Kind */
    81, 31, 52, 129, 116, 67, 60, 69, 231, 0, /* get_LastExpiration */
    81, 31, 94, 58, 157, 0, /* get_Length */
    81, 31, 83, 58, 164, 151, 0, /* get_LongDatePattern */
    81, 31, 83, 58, 222, 0, /* get_LongTimePattern */
    195, 52, 61, 85, 0, /* get_Major */
    195, 101, 147, 228, 204, 134, 130, 28, 55, 0, /* get_ManagedThreadId */
    195, 52, 75, 22, 52, 67, 52, 54, 167, 0, /* get_MaxCapacity */
    195, 52, 75, 233, 130, 25, 52, 201, 0, /* get_MaxLoadFactor */
    195, 56, 193, 128, 0, /* get_MemberType */
    195, 223, 147, 56, 0, /* get_Message */
    195, 248, 0, /* get_Method */
    195, 251, 214, 97, 54, 83, 55, 0, /* get_Millisecond */
    195, 251, 214, 97, 54, 83, 55, 70, 0, /* get_Milliseconds */
    195, 86, 85, 0, /* get_Minor */
    195, 86, 208, 0, /* get_Minute */
    195, 86, 208, 70, 0, /* get_Minutes */
    195, 137, 196, 0, /* get_Model */
    195, 246, 0, /* get_Month */
    195, 246, 163, 151, 0, /* get_MonthDayPattern */
    195, 246, 119, 70, 0, /* get_MonthNames */
    81, 119, 0, /* get_Name */
    81, 33, 56, 58, 52, 245, 38, 241, 0, /* get_NegativeSign */
    81, 33, 66, 74, 0, /* get_Now */
    81, 33, 249, 133, 54, 60, 64, 92, 170, 188, 168, 0, /* get_NumberDecimalSeparator */
    81, 33, 249, 199, 0, /* get_NumberFormat */
    81, 33, 249, 26, 118, 72, 67, 170, 188, 168, 0, /* get_NumberGroupSeparator */
    81, 33, 249, 26, 118, 72, 67, 38, 132, 89, 0, /* get_NumberGroupSizes */
    81, 34, 24, 32, 0, /* get_OEM */
    81, 34, 24, 32, 189, 0, /* get_OEMString */
    81, 162, 57, 70, 78, 109, 189, 23, 93, 52, 0, /* get_OffsetToStringData */
    81, 35, 32, 23, 89, 241, 168, 0, /* get_PMDesignator */
    81, 255, 52, 64, 119, 0, /* get_ParamName */
    81, 255, 120, 0, /* get_Parent */
    81, 35, 106, 210, 130, 0, /* get_Payload */
    81, 35, 106, 210, 130, 37, 52, 74, 0, /* get_PayloadRaw */
    81, 35, 66, 202, 95, 0, /* get_Position */
    81, 35, 66, 202, 245, 38, 241, 0, /* get_PositiveSign */
    81, 35, 203, 85, 167, 0, /* get_Priority */
    81, 254, 67, 224, 76, 119, 0, /* get_PropertyName */
    81, 254, 67, 224, 76, 128, 0, /* get_PropertyType */
    81, 37, 25, 22, 4, 4, 5, 6, 151, 0, /* get_RFC1123Pattern */
    81, 104, 130, 105, 227, 71, 0, /* get_ReadTimeout */
    81, 179, 100, 32, 101, 147, 87, 0, /* get_ResourceManager */
    81, 37, 78, 96, 65, 128, 0, /* get_ReturnType */
    81, 104, 73, 60, 202, 83, 0, /* get_Revision */
    81, 38, 30, 40, 0, /* get_SKU */
    81, 170, 54, 83, 55, 0, /* get_Second */
    81, 170, 54, 83, 55, 70, 0, /* get_Seconds */
    81, 170, 90, 201, 0, /* get_Selector */
    81, 38, 59, 85, 71, 164, 151, 0, /* get_ShortDatePattern */
    81, 38, 59, 85, 71, 222, 0, /* get_ShortTimePattern */
    81, 38, 85, 184, 169, 164, 222, 0, /* get_SortableDateTimePattern */
    81, 38, 184, 160, 39, 69, 252, 0, /* get_StackTrace */
    81, 232, 181, 91, 55, 119, 0, /* get_StandardName */
    81, 232, 91, 71, 0, /* get_Start */
    81, 38, 72, 53, 61, 56, 123, 0, /* get_Subject */
    81, 122, 65, 54, 37, 66, 66, 71, 0, /* get_SyncRoot */
    81, 39, 91, 58, 78, 0, /* get_Target */
    81, 204, 134, 130, 232, 102, 0, /* get_ThreadState */
    81, 103, 160, 70, 0, /* get_Ticks */
    81, 105, 162, 163, 0, /* get_TimeOfDay */
    81, 105, 170, 188, 168, 0, /* get_TimeSeparator */
    81, 109, 55, 106, 0, /* get_Today */
    81, 40, 39, 25, 11, 0, /* get_UTF8 */
    81, 40, 65, 60, 73, 87, 70, 92, 38, 85, 184, 169, 164, 222, 0, /* get_UniversalSortableDateTimePattern */
    81, 40, 97, 37, 25, 22, 7, 190, 11, 127, 230, 112, 0, /* get_UseRFC4648Encoding */
    81, 40, 71, 54, 33, 66, 74, 0, /* get_UtcNow */
    81, 41, 92, 72, 89, 0, /* get_Values */
    81, 41, 87, 202, 83, 0, /* get_Version */
    81, 42, 203, 79, 105, 227, 71, 0, /* get_WriteTimeout */
    81, 44, 56, 91, 0, /* get_Year */
    81, 44, 56, 91, 32, 246, 151, 0, /* get_YearMonthPattern */
    59, 71, 0, /* ht */
    86, 229, 0, /* index */
    62, 56, 76, 0, /* key */
    63, 83, 58, 164, 151, 0, /* longDatePattern */
    63, 83, 58, 222, 0, /* longTimePattern */
    98, 20, 226, 23, 213, 52, 86, 0, /* m_AppDomain */
    98, 172, 136, 62, 172, 91, 70, 0, /* m_ChunkChars */
    98, 172, 136, 62, 31, 94, 58, 157, 0, /* m_ChunkLength */
    98, 172, 136, 62, 162, 57, 70, 78, 0, /* m_ChunkOffset */
    98, 172, 136, 62, 35, 134, 73, 60, 227, 70, 0, /* m_ChunkPrevious */
    98, 133, 90, 58, 102, 0, /* m_Delegate */
    98, 27, 142, 211, 0, /* m_HResult */
    98, 28, 55, 0, /* m_Id */
    98, 32, 52, 75, 22, 52, 67, 52, 54, 167, 0, /* m_MaxCapacity */
    98, 35, 203, 85, 167, 0, /* m_Priority */
    98, 204, 134, 130, 0, /* m_Thread */
    98, 52, 226, 23, 213, 52, 86, 0, /* m_appDomain */
    98, 161, 165, 0, /* m_assembly */
    98, 53, 215, 178, 0, /* m_baseAssembly */
    98, 53, 215, 119, 0, /* m_baseName */
    98, 54, 92, 63, 53, 52, 160, 0, /* m_callback */
    98, 54, 87, 84, 57, 60, 54, 102, 0, /* m_certificate */
    98, 54, 211, 185, 166, 0, /* m_cultureInfo */
    98, 54, 211, 185, 119, 0, /* m_cultureName */
    98, 55, 93, 52, 0, /* m_data */
    98, 55, 196, 184, 0, /* m_delta */
    98, 56, 57, 57, 56, 54, 245, 164, 0, /* m_effectiveDate */
    98, 212, 0, /* m_end */
    98, 158, 67, 60, 69, 231, 164, 0, /* m_expirationDate */
    98, 57, 63, 147, 70, 0, /* m_flags */
    98, 57, 203, 212, 138, 119, 0, /* m_friendlyName */
    98, 59, 181, 90, 0, /* m_handle */
    98, 59, 240, 0, /* m_hash */
    98, 60, 55, 0, /* m_id */
    98, 86, 65, 87, 146, 0, /* m_innerException */
    98, 60, 70, 70, 72, 87, 0, /* m_issuer */
    98, 82, 70, 70, 147, 56, 0, /* m_message */
    98, 65, 108, 0, /* m_name */
    98, 188, 52, 64, 119, 0, /* m_paramName */
    98, 188, 120, 0, /* m_parent */
    98, 67, 161, 70, 74, 85, 55, 0, /* m_password */
    98, 67, 106, 210, 130, 0, /* m_payload */
    98, 69, 181, 0, /* m_rand */
    98, 134, 57, 70, 0, /* m_refs */
    98, 69, 89, 135, 100, 205, 90, 28, 55, 0, /* m_resourceFileId */
    98, 69, 64, 0, /* m_rm */
    98, 69, 64, 25, 92, 63, 53, 52, 160, 0, /* m_rmFallback */
    98, 97, 90, 201, 0, /* m_selector */
    98, 97, 68, 0, /* m_seq */
    98, 70, 89, 202, 83, 27, 181, 90, 0, /* m_sessionHandle */
    98, 70, 174, 0, /* m_size */
    98, 70, 135, 100, 0, /* m_source */
    98, 129, 52, 160, 39, 69, 252, 0, /* m_stackTrace */
    98, 129, 91, 71, 0, /* m_start */
    98, 129, 102, 0, /* m_state */
    98, 70, 72, 53, 61, 56, 123, 0, /* m_subject */
    98, 84, 160, 70, 0, /* m_ticks */
    98, 84, 160, 70, 162, 57, 70, 78, 0, /* m_ticksOffset */
    98, 207, 69, 0, /* m_timer */
    98, 71, 117, 56, 0, /* m_type */
    98, 73, 206, 0, /* m_value */
    64, 101, 147, 87, 0, /* manager */
    64, 246, 163, 151, 0, /* monthDayPattern */
    64, 246, 119, 70, 0, /* monthNames */
    64, 70, 54, 85, 214, 53, 0, /* mscorlib */
    65, 56, 58, 52, 245, 38, 241, 0, /* negativeSign */
    65, 158, 71, 0, /* next */
    65, 72, 64, 166, 0, /* numInfo */
    65, 249, 133, 54, 60, 64, 92, 170, 188, 168, 0, /* numberDecimalSeparator */
    65, 249, 26, 118, 72, 67, 170, 188, 168, 0, /* numberGroupSeparator */
    65, 249, 26, 118, 72, 67, 38, 132, 89, 0, /* numberGroupSizes */
    250, 50, 20, 55, 55, 60, 95, 0, /* op_Addition */
    250, 50, 24, 68, 72, 92, 167, 0, /* op_Equality */
    250, 50, 26, 134, 102, 69, 204, 101, 0, /* op_GreaterThan */
    250, 50, 26, 134, 102, 69, 204, 101, 34, 69, 24, 68, 72, 92, 0, /* op_GreaterThanOrEqual */
    250, 50, 88, 56, 68, 72, 92, 167, 0, /* op_Inequality */
    250, 50, 31, 223, 204, 101, 0, /* op_LessThan */
    250, 50, 31, 223, 204, 101, 34, 69, 24, 68, 72, 92, 0, /* op_LessThanOrEqual */
    250, 50, 38, 72, 53, 107, 52, 159, 0, /* op_Subtraction */
    250, 50, 40, 65, 91, 76, 33, 56, 58, 231, 0, /* op_UnaryNegation */
    250, 50, 40, 65, 91, 76, 35, 63, 72, 70, 0, /* op_UnaryPlus */
    67, 64, 23, 89, 241, 168, 0, /* pmDesignator */
    67, 66, 202, 245, 38, 241, 0, /* positiveSign */
    67, 118, 67, 224, 76, 119, 0, /* propertyName */
    69, 78, 96, 65, 128, 0, /* returnType */
    70, 50, 56, 74, 69, 0, /* s_ewr */
    70, 50, 69, 58, 53, 21, 215, 190, 133, 230, 56, 0, /* s_rgbBase64Decode */
    70, 50, 69, 58, 150, 21, 215, 190, 127, 230, 112, 0, /* s_rgchBase64Encoding */
    70, 50, 69, 58, 150, 21, 215, 190, 127, 230, 112, 133, 57, 52, 211, 0, /* s_rgchBase64EncodingDefault */
    70, 50, 69, 58, 150, 21, 215, 190, 127, 230, 112, 37, 25, 22, 7, 190, 11, 0, /* s_rgchBase64EncodingRFC4648 */
    209, 22, 52, 67, 52, 54, 167, 0, /* set_Capacity */
    209, 22, 96, 69, 120, 40, 28, 22, 211, 185, 88, 131, 92, 0, /* set_CurrentUICultureInternal */
    209, 25, 69, 108, 74, 85, 62, 23, 60, 70, 67, 63, 106, 119, 0, /* set_FrameworkDisplayName */
    209, 26, 118, 74, 157, 25, 52, 201, 0, /* set_GrowthFactor */
    209, 28, 114, 0, /* set_Item */
    209, 31, 94, 58, 157, 0, /* set_Length */
    209, 32, 52, 75, 233, 130, 25, 52, 201, 0, /* set_MaxLoadFactor */
    209, 35, 66, 202, 95, 0, /* set_Position */
    209, 35, 203, 85, 167, 0, /* set_Priority */
    209, 104, 130, 105, 227, 71, 0, /* set_ReadTimeout */
    209, 39, 91, 58, 78, 0, /* set_Target */
    209, 40, 97, 37, 25, 22, 7, 190, 11, 127, 230, 112, 0, /* set_UseRFC4648Encoding */
    209, 42, 203, 79, 105, 227, 71, 0, /* set_WriteTimeout */
    70, 59, 85, 71, 164, 151, 0, /* shortDatePattern */
    70, 59, 85, 71, 222, 0, /* shortTimePattern */
    114, 67, 0, /* temp */
    84, 160, 70, 197, 34, 69, 141, 86, 0, /* ticksAtOrigin */
    207, 170, 188, 168, 0, /* timeSeparator */
    73, 206, 0, /* value */
    73, 206, 50, 50, 0, /* value__ */
    76, 56, 91, 32, 246, 151, 0, /* yearMonthPattern */
};
/* clang-format on */
