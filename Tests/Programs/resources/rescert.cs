// needs: nanoFramework.ResourceManager, nanoFramework.System.Text, System.Net
// X.509 certificates from resources: PEM behind other text, DER, version 1 and 3, UTF-8 and BMP strings, attributes without a
// name, both forms of time; and damaged ones.
// oracle: openssl x509 -issuer -subject -dates -nameopt esc_2253,utf8,sep_comma_plus_space,sname; DateTime ends in 3000
using System;
using System.Resources;
using System.Security.Cryptography.X509Certificates;
using nanoFramework.Runtime.Native;

namespace rescert
{
    internal enum Certificates : short
    {
        Board = 22510,
        Root = 16791,
        Wide = 3600,
    }

    public class Program
    {
        private static readonly ResourceManager s_manager =
            new ResourceManager("rescert.Certificates", typeof(Program).Assembly);

        private static byte[] Bytes(Certificates id) { return (byte[])ResourceUtility.GetObject(s_manager, id); }

        private static void Show(X509Certificate certificate)
        {
            Console.WriteLine(certificate.Issuer);
            Console.WriteLine(certificate.Subject);
            Console.WriteLine(certificate.GetEffectiveDate().ToString("yyyy-MM-dd HH:mm:ss"));
            Console.WriteLine(certificate.GetExpirationDate().ToString("yyyy-MM-dd HH:mm:ss"));
        }

        private static bool IsRefused(X509Certificate certificate)
        {
            try
            {
                string subject = certificate.Subject;
                return subject == null;
            }
            catch (ArgumentException)
            {
                return true;
            }
        }

        private static void ReadText(string text)
        {
            Console.WriteLine(IsRefused(new X509Certificate(text)) ? "refused" : "read");
        }

        /// <summary>Certificates that were cut off: how many are read nonetheless.</summary>
        private static int ReadTruncated(byte[] whole)
        {
            int read = 0;
            for (int length = 0; length < whole.Length; length += 7)
            {
                var part = new byte[length];
                Array.Copy(whole, part, length);
                if (!IsRefused(new X509Certificate(part))) read++;
            }
            return read;
        }

        /// <summary>Changes bytes, one at a time: other text or ArgumentException, nothing else.</summary>
        private static void ReadDamaged(byte[] whole)
        {
            int read = 0;
            for (int at = 0; at < whole.Length; at += 11)
            {
                byte right = whole[at];
                foreach (byte wrong in new byte[] { 0, 0x7F, 0x80, 0x84, 0xFF })
                {
                    whole[at] = wrong;
                    if (!IsRefused(new X509Certificate(whole))) read++;
                }
                whole[at] = right;
            }
            Console.WriteLine(read > 0 ? "some damage shows" : "all damage shows");
        }

        public static void Main()
        {
            string board = (string)ResourceUtility.GetObject(s_manager, Certificates.Board);
            Show(new X509Certificate(board));
            Show(new X509Certificate2(Bytes(Certificates.Root)));
            Show(new X509Certificate2(Bytes(Certificates.Wide)));
            var none = new X509Certificate();
            Console.WriteLine(none.Subject == null ? "null" : none.Subject);

            Console.WriteLine(ReadTruncated(Bytes(Certificates.Root)).ToString());
            int base64 = board.IndexOf("MIIB");
            ReadText(board.Substring(0, board.Length - 30));
            ReadText(board.Substring(0, base64) + "!!" + board.Substring(base64));
            ReadText("-----BEGIN CERTIFICATE----------END CERTIFICATE-----");
            ReadDamaged(Bytes(Certificates.Wide));
            Console.WriteLine("end");
        }
    }
}
