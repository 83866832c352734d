// System.Security.Cryptography.X509Certificates: certificates as applications hand them on.
namespace System.Security.Cryptography.X509Certificates
{
    /// <summary>An X.509 certificate, DER or PEM. It is parsed when a property is first asked for.</summary>
    public class X509Certificate
    {
        private readonly byte[] _certificate;
        private bool _isParsed;

        protected string _issuer;
        protected string _subject;
        protected DateTime _effectiveDate;
        protected DateTime _expirationDate;
        protected byte[] _handle;
        protected byte[] _sessionHandle;

        public X509Certificate() { }

        public X509Certificate(byte[] certificate)
        {
            if (certificate == null) throw new ArgumentNullException("certificate");
            _certificate = certificate;
        }

        /// <summary>From PEM text.</summary>
        public X509Certificate(string certificate)
        {
            if (certificate == null) throw new ArgumentNullException("certificate");
            char[] text = certificate.ToCharArray();
            // As in the official library, whose parser wants PEM text closed by a NUL: the array's last element.
            _certificate = new byte[text.Length + 1];
            for (int i = 0; i < text.Length; i++) _certificate[i] = (byte)text[i];
        }

        public virtual string Issuer
        {
            get
            {
                Parse();
                return _issuer;
            }
        }

        public virtual string Subject
        {
            get
            {
                Parse();
                return _subject;
            }
        }

        public virtual DateTime GetEffectiveDate()
        {
            Parse();
            return _effectiveDate;
        }

        public virtual DateTime GetExpirationDate()
        {
            Parse();
            return _expirationDate;
        }

        public virtual byte[] GetRawCertData() { return _certificate; }

        private void Parse()
        {
            if (_isParsed || _certificate == null) return;
            var reader = new CertificateReader(_certificate);
            reader.Read(out _issuer, out _subject, out _effectiveDate, out _expirationDate);
            _isParsed = true;
        }
    }

    /// <summary>A certificate and, if given, its private key.</summary>
    public class X509Certificate2 : X509Certificate
    {
        private readonly byte[] _privateKey;

        public X509Certificate2() { }

        public X509Certificate2(byte[] rawData) : base(rawData) { }

        public X509Certificate2(string certificate) : base(certificate) { }

        public X509Certificate2(string rawData, string key, string password) : base(rawData)
        {
            if (key == null) throw new ArgumentNullException("key");
            _privateKey = new X509Certificate(key).GetRawCertData();
        }

        public X509Certificate2(byte[] rawData, string key, string password) : base(rawData)
        {
            if (key == null) throw new ArgumentNullException("key");
            _privateKey = new X509Certificate(key).GetRawCertData();
        }

        public X509Certificate2(byte[] rawData, byte[] key, string password) : base(rawData)
        {
            if (key == null) throw new ArgumentNullException("key");
            _privateKey = key;
        }

        public bool HasPrivateKey { get { return _privateKey != null; } }

        public byte[] PrivateKey { get { return _privateKey; } }

        public byte[] PublicKey { get { return RawData; } }

        public DateTime NotAfter { get { return GetExpirationDate(); } }

        public DateTime NotBefore { get { return GetEffectiveDate(); } }

        public byte[] RawData { get { return GetRawCertData(); } }
    }
}
