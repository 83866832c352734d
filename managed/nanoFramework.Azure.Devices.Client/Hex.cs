// Hex digits, for JSON escapes and property bags.
namespace nanoFramework.Azure.Devices.Shared
{
    internal static class Hex
    {
        private const string Digits = "0123456789ABCDEF";

        /// <summary>The digit of a value from 0 to 15.</summary>
        internal static char Digit(int value) { return Digits[value]; }

        /// <summary>The value of a digit of either case, -1 for another character.</summary>
        internal static int Value(char digit)
        {
            if (digit >= '0' && digit <= '9') return digit - '0';
            if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
            return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
        }
    }
}
