// System.Version.
namespace System
{
    /// <summary>Two or four numbers; build and revision are -1 if there are only two.</summary>
    [Serializable]
    public sealed class Version
    {
        private readonly int _major;
        private readonly int _minor;
        private readonly int _build = -1;
        private readonly int _revision = -1;

        public Version(int major, int minor, int build, int revision) : this(major, minor)
        {
            if (build < 0 || revision < 0) throw new ArgumentOutOfRangeException();
            _build = build;
            _revision = revision;
        }

        public Version(int major, int minor)
        {
            if (major < 0 || minor < 0) throw new ArgumentOutOfRangeException();
            _major = major;
            _minor = minor;
        }

        public int Major { get { return _major; } }

        public int Minor { get { return _minor; } }

        public int Revision { get { return _revision; } }

        public int Build { get { return _build; } }

        public override bool Equals(object obj)
        {
            Version other = obj as Version;
            return other != null && _major == other._major && _minor == other._minor && _build == other._build &&
                _revision == other._revision;
        }

        public override int GetHashCode() { return (_major << 24) ^ (_minor << 16) ^ (_build << 8) ^ _revision; }

        public override string ToString()
        {
            string text = _major.ToString() + "." + _minor.ToString();
            if (_build < 0) return text;
            text += "." + _build.ToString();
            return _revision < 0 ? text : text + "." + _revision.ToString();
        }
    }
}
