// Reads names and validity of an X.509 certificate (RFC 5280), which is DER or PEM text.
using System.Text;

namespace System.Security.Cryptography.X509Certificates
{
    /// <summary>A cursor in DER. What is not a certificate raises ArgumentException.</summary>
    internal sealed class CertificateReader
    {
        private const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";

        private const int Integer = 0x02, ObjectIdentifier = 0x06, UtcTime = 0x17, GeneralizedTime = 0x18;
        private const int BmpString = 0x1E, Sequence = 0x30, Set = 0x31, Version = 0xA0;

        /// <summary>Short names of attributes; others are shown as numbers.</summary>
        private const string ShortNames = ",2.5.4.3=CN,2.5.4.4=SN,2.5.4.5=serialNumber,2.5.4.6=C,2.5.4.7=L,2.5.4.8=ST,"
            + "2.5.4.9=street,2.5.4.10=O,2.5.4.11=OU,2.5.4.12=title,2.5.4.17=postalCode,2.5.4.42=GN,"
            + "1.2.840.113549.1.9.1=emailAddress,0.9.2342.19200300.100.1.1=UID,0.9.2342.19200300.100.1.25=DC,";

        private readonly byte[] _der;
        private int _at;

        /// <summary>Of PEM text the first certificate counts.</summary>
        internal CertificateReader(byte[] certificate)
        {
            _der = certificate;
            int begin = Find(certificate, Begin, 0);
            if (begin < 0) return;
            begin += Begin.Length;
            int end = Find(certificate, End, begin);
            if (end < 0) throw Malformed();
            try
            {
                _der = Convert.FromBase64String(Encoding.UTF8.GetString(certificate, begin, end - begin));
            }
            catch (FormatException)
            {
                throw Malformed();
            }
        }

        internal void Read(out string issuer, out string subject, out DateTime notBefore, out DateTime notAfter)
        {
            int certificate = Open(Sequence, _der.Length), signed = Open(Sequence, certificate);
            if (_at < signed && _der[_at] == Version) Skip(Version, signed);
            Skip(Integer, signed);
            Skip(Sequence, signed);
            issuer = Name(signed);
            int validity = Open(Sequence, signed);
            notBefore = Time(validity);
            notAfter = Time(validity);
            subject = Name(signed);
            // The key, and behind what is signed the algorithm: something that was cut off is no certificate.
            Skip(Sequence, signed);
            _at = signed;
            Skip(Sequence, certificate);
        }

        private static Exception Malformed() { return new ArgumentException("This is not a certificate."); }

        private static int Find(byte[] bytes, string text, int start)
        {
            for (; start <= bytes.Length - text.Length; start++)
            {
                int length = 0;
                while (length < text.Length && bytes[start + length] == text[length]) length++;
                if (length == text.Length) return start;
            }
            return -1;
        }

        /// <summary>Enters an element that ends at limit or before it, and returns where it ends.</summary>
        private int Open(int tag, int limit)
        {
            if (limit - _at < 2 || _der[_at] != tag) throw Malformed();
            int length = _der[_at + 1];
            _at += 2;
            if (length >= 0x80)
            {
                int count = length - 0x80;
                if (count == 0 || count > 3 || count > limit - _at) throw Malformed();
                for (length = 0; count > 0; count--) length = length << 8 | _der[_at++];
            }
            if (length > limit - _at) throw Malformed();
            return _at + length;
        }

        private void Skip(int tag, int limit) { _at = Open(tag, limit); }

        /// <summary>"C=DE, O=Name, OU=One + CN=Two": attributes in their order, special characters escaped.</summary>
        private string Name(int limit)
        {
            var text = new StringBuilder();
            int name = Open(Sequence, limit);
            while (_at < name)
            {
                string separator = ", ";
                for (int set = Open(Set, name); _at < set; separator = " + ")
                {
                    if (text.Length > 0) text.Append(separator);
                    int attribute = Open(Sequence, set);
                    text.Append(Attribute(attribute));
                    text.Append('=');
                    AppendValue(text, attribute);
                    _at = attribute;
                }
            }
            return text.ToString();
        }

        private string Attribute(int limit)
        {
            int end = Open(ObjectIdentifier, limit);
            string number = null;
            while (_at < end)
            {
                uint part = 0;
                int digit;
                do
                {
                    if (_at == end || part > 0x1FFFFFF) throw Malformed();
                    digit = _der[_at++];
                    part = part << 7 | (uint)(digit & 0x7F);
                }
                while (digit >= 0x80);
                if (number != null) number += "." + part.ToString();
                else number = part < 80 ? (part / 40).ToString() + "." + (part % 40).ToString() : "2." + (part - 80).ToString();
            }
            int known = ShortNames.IndexOf("," + number + "=");
            if (known < 0) return number;
            known = ShortNames.IndexOf('=', known) + 1;
            return ShortNames.Substring(known, ShortNames.IndexOf(',', known) - known);
        }

        /// <summary>A string of any type, as RFC 4514 escapes it; control characters become '?'.</summary>
        private void AppendValue(StringBuilder text, int limit)
        {
            if (_at == limit) throw Malformed();
            int type = _der[_at], end = Open(type, limit);
            char[] value = type == BmpString ? Wide(end) : Encoding.UTF8.GetChars(_der, _at, end - _at);
            for (int i = 0; i < value.Length; i++)
            {
                char c = value[i];
                bool isEdge = i == 0 || i == value.Length - 1;
                if (",+\"\\<>;".IndexOf(c) >= 0 || c == ' ' && isEdge || c == '#' && i == 0) text.Append('\\');
                text.Append(c < ' ' || c == 0x7F ? '?' : c);
            }
        }

        private char[] Wide(int end)
        {
            var text = new char[(end - _at) / 2];
            for (int i = 0; i < text.Length; i++) text[i] = (char)(_der[_at + 2 * i] << 8 | _der[_at + 2 * i + 1]);
            return text;
        }

        /// <summary>A time in UTC, which never is later than the last that DateTime knows.</summary>
        private DateTime Time(int limit)
        {
            bool hasCentury = _at < limit && _der[_at] == GeneralizedTime;
            int end = Open(hasCentury ? GeneralizedTime : UtcTime, limit);
            if (end - _at != (hasCentury ? 15 : 13) || _der[end - 1] != 'Z') throw Malformed();
            int year = hasCentury ? Digits() * 100 : 0;
            year += Digits();
            if (!hasCentury) year += year < 50 ? 2000 : 1900;
            int month = Digits(), day = Digits(), hour = Digits(), minute = Digits(), second = Digits();
            _at = end;
            if (year > DateTime.MaxValue.Year) return DateTime.MaxValue;
            return new DateTime(year, month, day, hour, minute, second);
        }

        /// <summary>The next two digits.</summary>
        private int Digits()
        {
            int tens = _der[_at++] - '0', ones = _der[_at++] - '0';
            if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw Malformed();
            return tens * 10 + ones;
        }
    }
}
