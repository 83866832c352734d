// nanoFramework.Azure.Devices.Shared.TwinCollection: one section of a twin, or a change of one.
using System;
using System.Collections;

namespace nanoFramework.Azure.Devices.Shared
{
    /// <summary>
    /// Properties by name. A value is null, bool, int, long, double, string, Hashtable (an object) or ArrayList (an
    /// array). "$version" is kept apart, as <see cref="Version"/>.
    /// </summary>
    public class TwinCollection : IEnumerable
    {
        private const string VersionKey = "$version";
        private const string MetadataKey = "$metadata";

        private readonly Hashtable _properties;
        private long _version;

        public TwinCollection() { _properties = new Hashtable(); }

        /// <summary>From the JSON text of an object; throws FormatException if it is not one.</summary>
        public TwinCollection(string twinJson) : this(JsonReader.ReadObject(twinJson)) { }

        /// <summary>Takes the table over.</summary>
        public TwinCollection(Hashtable twin)
        {
            _properties = twin == null ? new Hashtable() : twin;
            object version = _properties[VersionKey];
            if (version is int) _version = (int)version;
            else if (version is long) _version = (long)version;
            _properties.Remove(VersionKey);
            _properties.Remove(MetadataKey);
        }

        /// <summary>Version of the section in the hub; 0 if it is not known.</summary>
        public long Version { get { return _version; } }

        /// <summary>Number of properties, the version not counted.</summary>
        public int Count { get { return _properties.Count; } }

        /// <summary>Null if there is no such property.</summary>
        public object this[string propertyName]
        {
            get { return _properties[propertyName]; }
            set { _properties[propertyName] = value; }
        }

        internal Hashtable Properties { get { return _properties; } }

        /// <summary>As JSON.</summary>
        public override string ToString() { return ToJson(); }

        public string ToJson() { return JsonWriter.Write(this); }

        /// <summary>Adds a property, or replaces it.</summary>
        public void Add(string property, object value) { _properties[property] = value; }

        public bool Contains(string propertyName) { return _properties.Contains(propertyName); }

        /// <summary>The properties as DictionaryEntry objects.</summary>
        public IEnumerator GetEnumerator() { return _properties.GetEnumerator(); }
    }

    public delegate void TwinUpdated(object sender, TwinUpdateEventArgs e);

    /// <summary>A change of the desired properties: only what changed, null for what was taken away.</summary>
    public class TwinUpdateEventArgs : EventArgs
    {
        public TwinUpdateEventArgs(TwinCollection twin) { Twin = twin; }

        public TwinCollection Twin { get; set; }
    }
}
