// System.Security.Cryptography: SHA-256 (FIPS 180-4) and HMAC (RFC 2104), computed in managed code.
namespace System.Security.Cryptography
{
    /// <summary>The SHA-256 digest.</summary>
    public class SHA256
    {
        internal const int BlockLength = 64;
        internal const int HashLength = 32;

        private static readonly uint[] s_constants =
        {
            0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
            0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
            0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
            0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
            0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
            0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
            0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
            0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
        };

        protected SHA256() { }

        public static SHA256 Create() { return new SHA256(); }

        /// <summary>The 32 bytes of the digest.</summary>
        public byte[] ComputeHash(byte[] input)
        {
            if (input == null) throw new ArgumentNullException("input");
            uint[] state =
            {
                0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
            };
            uint[] schedule = new uint[64];
            int whole = input.Length - input.Length % BlockLength;
            for (int at = 0; at < whole; at += BlockLength) Compress(state, schedule, input, at);
            byte[] tail = Padded(input, whole);
            for (int at = 0; at < tail.Length; at += BlockLength) Compress(state, schedule, tail, at);
            byte[] hash = new byte[HashLength];
            for (int i = 0; i < HashLength; i++) hash[i] = (byte)(state[i >> 2] >> (24 - 8 * (i & 3)));
            return hash;
        }

        /// <summary>What follows the last whole block, with the padding: one or two blocks.</summary>
        private static byte[] Padded(byte[] input, int start)
        {
            int rest = input.Length - start;
            byte[] tail = new byte[rest + 9 > BlockLength ? 2 * BlockLength : BlockLength];
            Array.Copy(input, start, tail, 0, rest);
            tail[rest] = 0x80;
            long bits = (long)input.Length * 8;
            for (int i = 1; i <= 8; i++, bits >>= 8) tail[tail.Length - i] = (byte)bits;
            return tail;
        }

        private static void Compress(uint[] state, uint[] w, byte[] block, int at)
        {
            for (int i = 0; i < 16; i++, at += 4)
            {
                w[i] = (uint)(block[at] << 24 | block[at + 1] << 16 | block[at + 2] << 8 | block[at + 3]);
            }
            for (int i = 16; i < 64; i++)
            {
                uint x = w[i - 15];
                uint y = w[i - 2];
                uint s0 = (x >> 7 | x << 25) ^ (x >> 18 | x << 14) ^ x >> 3;
                uint s1 = (y >> 17 | y << 15) ^ (y >> 19 | y << 13) ^ y >> 10;
                w[i] = w[i - 16] + s0 + w[i - 7] + s1;
            }
            uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
                h = state[7];
            for (int i = 0; i < 64; i++)
            {
                uint s1 = (e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7);
                uint t1 = h + s1 + ((e & f) ^ (~e & g)) + s_constants[i] + w[i];
                uint s0 = (a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10);
                uint t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
                h = g;
                g = f;
                f = e;
                e = d + t1;
                d = c;
                c = b;
                b = a;
                a = t1 + t2;
            }
            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
            state[4] += e;
            state[5] += f;
            state[6] += g;
            state[7] += h;
        }
    }

    /// <summary>A keyed digest; keys of any length.</summary>
    public class HMACSHA256
    {
        public HMACSHA256(byte[] key) { Key = key; }

        public byte[] Key { get; set; }

        /// <summary>The 32 bytes of the authentication code.</summary>
        public byte[] ComputeHash(byte[] buffer)
        {
            if (buffer == null) throw new ArgumentNullException("buffer");
            if (Key == null) throw new InvalidOperationException();
            SHA256 digest = SHA256.Create();
            byte[] key = Key.Length > SHA256.BlockLength ? digest.ComputeHash(Key) : Key;
            return digest.ComputeHash(Joined(key, 0x5c, digest.ComputeHash(Joined(key, 0x36, buffer))));
        }

        /// <summary>
        /// A block of the key, filled with zeros and combined with a constant, and the data behind it.
        /// </summary>
        private static byte[] Joined(byte[] key, byte constant, byte[] data)
        {
            byte[] joined = new byte[SHA256.BlockLength + data.Length];
            Array.Copy(key, 0, joined, 0, key.Length);
            for (int i = 0; i < SHA256.BlockLength; i++) joined[i] ^= constant;
            Array.Copy(data, 0, joined, SHA256.BlockLength, data.Length);
            return joined;
        }
    }
}
