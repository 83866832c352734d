// System.Globalization.DateTimeFormatInfo: patterns and names of dates in the invariant culture.
namespace System.Globalization
{
    /// <summary>The patterns that DateTime.ToString knows by letter, and the names of days and months.</summary>
    public sealed class DateTimeFormatInfo
    {
        private static DateTimeFormatInfo s_current;

        internal DateTimeFormatInfo() { }

        public static DateTimeFormatInfo CurrentInfo
        {
            get
            {
                if (s_current == null) s_current = new DateTimeFormatInfo();
                return s_current;
            }
        }

        public string AMDesignator { get { return "AM"; } }

        public string DateSeparator { get { return "/"; } }

        public string FullDateTimePattern { get { return "dddd, dd MMMM yyyy HH:mm:ss"; } }

        public string LongDatePattern { get { return "dddd, dd MMMM yyyy"; } }

        public string LongTimePattern { get { return "HH:mm:ss"; } }

        public string MonthDayPattern { get { return "MMMM dd"; } }

        public string PMDesignator { get { return "PM"; } }

        public string RFC1123Pattern { get { return "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"; } }

        public string ShortDatePattern { get { return "MM/dd/yyyy"; } }

        public string ShortTimePattern { get { return "HH:mm"; } }

        public string SortableDateTimePattern { get { return "yyyy'-'MM'-'dd'T'HH':'mm':'ss"; } }

        public string TimeSeparator { get { return ":"; } }

        public string UniversalSortableDateTimePattern { get { return "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"; } }

        public string YearMonthPattern { get { return "yyyy MMMM"; } }

        public string[] AbbreviatedDayNames { get { return Abbreviated(DayNames); } }

        /// <summary>Sunday first.</summary>
        public string[] DayNames
        {
            get
            {
                return new string[] { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
            }
        }

        public string[] AbbreviatedMonthNames { get { return Abbreviated(MonthNames); } }

        /// <summary>Twelve names and an empty thirteenth.</summary>
        public string[] MonthNames
        {
            get
            {
                return new string[]
                {
                    "January", "February", "March", "April", "May", "June",
                    "July", "August", "September", "October", "November", "December", "",
                };
            }
        }

        private static string[] Abbreviated(string[] names)
        {
            for (int i = 0; i < names.Length; i++)
            {
                if (names[i].Length > 3) names[i] = names[i].Substring(0, 3);
            }
            return names;
        }
    }
}
