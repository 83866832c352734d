// System.Globalization: there is one culture, the invariant one, under whatever name.
namespace System.Globalization
{
    /// <summary>A named culture. All cultures format alike; the name serves to find satellite assemblies.</summary>
    public class CultureInfo
    {
        private static CultureInfo s_current;

        private readonly string _name;

        /// <summary>A culture such as "de-DE"; "" is the invariant one.</summary>
        public CultureInfo(string name)
        {
            if (name == null) throw new ArgumentNullException("name");
            _name = name;
        }

        public static CultureInfo CurrentUICulture
        {
            get
            {
                if (s_current == null) s_current = new CultureInfo("");
                return s_current;
            }
        }

        /// <summary>
        /// The name without its last part ("de-DE" -> "de" -> ""); the invariant culture is its own parent.
        /// </summary>
        public virtual CultureInfo Parent
        {
            get
            {
                if (_name.Length == 0) return this;
                int dash = _name.LastIndexOf('-');
                return new CultureInfo(dash < 0 ? "" : _name.Substring(0, dash));
            }
        }

        public virtual string Name { get { return _name; } }

        public override string ToString() { return _name; }

        public virtual NumberFormatInfo NumberFormat { get { return NumberFormatInfo.CurrentInfo; } }

        public virtual DateTimeFormatInfo DateTimeFormat { get { return DateTimeFormatInfo.CurrentInfo; } }
    }

    /// <summary>The signs and separators of numbers.</summary>
    public sealed class NumberFormatInfo
    {
        private static NumberFormatInfo s_current;

        private readonly int[] _numberGroupSizes = { 3 };

        internal NumberFormatInfo() { }

        public static NumberFormatInfo CurrentInfo
        {
            get
            {
                if (s_current == null) s_current = new NumberFormatInfo();
                return s_current;
            }
        }

        public int[] NumberGroupSizes { get { return _numberGroupSizes; } }

        public string NegativeSign { get { return "-"; } }

        public string NumberDecimalSeparator { get { return "."; } }

        public string NumberGroupSeparator { get { return ","; } }

        public string PositiveSign { get { return "+"; } }
    }
}
