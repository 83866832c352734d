// A small JSON reader for twins: text to Hashtable, ArrayList, string, int, long, double, bool and null.
using System;
using System.Collections;
using System.Text;

namespace nanoFramework.Azure.Devices.Shared
{
    /// <summary>Reads one JSON document (RFC 8259). Malformed text throws FormatException with the position.</summary>
    internal sealed class JsonReader
    {
        // A twin is at most 10 levels deep.
        private const int MaxDepth = 32;

        private readonly char[] _text;
        private int _at;
        private int _depth;

        private JsonReader(string json) { _text = json.ToCharArray(); }

        internal static object Read(string json)
        {
            JsonReader reader = new JsonReader(json);
            object value = reader.Value();
            if (reader.Peek() != '\0') throw reader.Malformed("end of text");
            return value;
        }

        /// <summary>Reads a document that has to be an object.</summary>
        internal static Hashtable ReadObject(string json)
        {
            Hashtable value = Read(json) as Hashtable;
            if (value == null) throw new FormatException("JSON: expected an object");
            return value;
        }

        /// <summary>The next character that is not white space, NUL at the end.</summary>
        private char Peek()
        {
            while (_at < _text.Length)
            {
                char c = _text[_at];
                if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return c;
                _at++;
            }
            return '\0';
        }

        private bool Skip(char expected)
        {
            if (Peek() != expected) return false;
            _at++;
            return true;
        }

        private object Value()
        {
            char c = Peek();
            switch (c)
            {
                case '{': return Object();
                case '[': return List();
                case '"': return Text();
                case 't': return Word("true", true);
                case 'f': return Word("false", false);
                case 'n': return Word("null", null);
                default: return Number();
            }
        }

        private Hashtable Object()
        {
            Enter();
            Hashtable members = new Hashtable();
            if (!Skip('}'))
            {
                do
                {
                    if (Peek() != '"') throw Malformed("a key");
                    string key = Text();
                    if (!Skip(':')) throw Malformed("':'");
                    members[key] = Value();
                }
                while (Skip(','));
                if (!Skip('}')) throw Malformed("'}'");
            }
            _depth--;
            return members;
        }

        private ArrayList List()
        {
            Enter();
            ArrayList items = new ArrayList();
            if (!Skip(']'))
            {
                do
                {
                    items.Add(Value());
                }
                while (Skip(','));
                if (!Skip(']')) throw Malformed("']'");
            }
            _depth--;
            return items;
        }

        /// <summary>Steps over the opening bracket.</summary>
        private void Enter()
        {
            _at++;
            if (++_depth > MaxDepth) throw new FormatException("JSON: too deep");
        }

        private object Word(string word, object value)
        {
            for (int i = 0; i < word.Length; i++, _at++)
            {
                if (_at >= _text.Length || _text[_at] != word[i]) throw Malformed(word);
            }
            return value;
        }

        private string Text()
        {
            int start = ++_at;
            while (_at < _text.Length && _text[_at] != '"' && _text[_at] != '\\' && _text[_at] >= ' ') _at++;
            if (_at < _text.Length && _text[_at] == '"') return new string(_text, start, _at++ - start);

            StringBuilder text = new StringBuilder();
            text.Append(_text, start, _at - start);
            while (_at < _text.Length && _text[_at] >= ' ')
            {
                char c = _text[_at++];
                if (c == '"') return text.ToString();
                text.Append(c == '\\' ? Escaped() : c);
            }
            throw Malformed("'\"'");
        }

        /// <summary>The character that stands behind a backslash.</summary>
        private char Escaped()
        {
            char c = _at < _text.Length ? _text[_at++] : '\0';
            switch (c)
            {
                case '"':
                case '\\':
                case '/': return c;
                case 'b': return '\b';
                case 'f': return '\f';
                case 'n': return '\n';
                case 'r': return '\r';
                case 't': return '\t';
                case 'u': return HexUnit();
                default: throw Malformed("an escape");
            }
        }

        private char HexUnit()
        {
            int unit = 0;
            for (int i = 0; i < 4; i++)
            {
                int digit = _at < _text.Length ? Hex.Value(_text[_at++]) : -1;
                if (digit < 0) throw Malformed("four hex digits");
                unit = unit * 16 + digit;
            }
            return (char)unit;
        }

        /// <summary>An int if it fits, else a long; with a fraction, an exponent or more digits a double.</summary>
        private object Number()
        {
            int start = _at;
            if (_at < _text.Length && _text[_at] == '-') _at++;
            int first = _at;
            int digits = Digits();
            if (digits == 0 || (digits > 1 && _text[first] == '0')) throw Malformed("a value");
            bool isInteger = true;
            if (_at < _text.Length && _text[_at] == '.')
            {
                _at++;
                isInteger = false;
                if (Digits() == 0) throw Malformed("a digit");
            }
            if (_at < _text.Length && (_text[_at] == 'e' || _text[_at] == 'E'))
            {
                _at++;
                isInteger = false;
                if (_at < _text.Length && (_text[_at] == '+' || _text[_at] == '-')) _at++;
                if (Digits() == 0) throw Malformed("a digit");
            }
            string text = new string(_text, start, _at - start);
            long whole;
            if (!isInteger || !long.TryParse(text, out whole)) return double.Parse(text);
            if (whole >= int.MinValue && whole <= int.MaxValue) return (int)whole;
            return whole;
        }

        private int Digits()
        {
            int start = _at;
            while (_at < _text.Length && _text[_at] >= '0' && _text[_at] <= '9') _at++;
            return _at - start;
        }

        private FormatException Malformed(string expected)
        {
            return new FormatException("JSON: expected " + expected + " at position " + _at.ToString());
        }
    }
}
