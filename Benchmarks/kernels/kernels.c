/* The kernels in C, as the runtime is measured against: compiled by gcc -O2 into bench.
   Every kernel: int32 k_xxx(int reps) -> checksum of the last repetition. */
#include <stdint.h>
#include <stddef.h>
typedef int32_t i32;
typedef uint32_t u32;
typedef int64_t i64;
typedef uint64_t u64;
typedef uint8_t u8;
#define K(name) i32 k_##name(i32 reps)
#define NOINLINE __attribute__((noinline))
#define BARRIER(x) __asm__ volatile("" : "+r"(x))
volatile i32 vsink;
volatile i32 vseed = 42; /* stops the compiler hoisting a repetition out of the loop */

/* small allocator (size classes of 16 bytes, bump + free list) */
#define HEAP (1024 * 1024)
static u8 heap[HEAP] __attribute__((aligned(16)));
static u32 heap_top;
static void *flist[64];
static NOINLINE void *xalloc(u32 n) {
    u32 c = (n + 15) >> 4;
    if (c >= 64) __builtin_trap();
    void *p = flist[c];
    if (p) {
        flist[c] = *(void **)p;
        return p;
    }
    if (heap_top + c * 16 > HEAP) __builtin_trap();
    p = heap + heap_top;
    heap_top += c * 16;
    return p;
}
static NOINLINE void xfree(void *p, u32 n) {
    u32 c = (n + 15) >> 4;
    *(void **)p = flist[c];
    flist[c] = p;
}

K(noop) { return reps; }

/* 1 fib */
static NOINLINE i32 fib(i32 n) {
    if (n < 2) return n;
    i32 r = fib(n - 1) + fib(n - 2);
    BARRIER(r);
    return r;
}
K(fib) {
    i32 r = 0;
    for (i32 i = 0; i < reps; i++) vsink = r = fib(30 + (vseed - 42));
    return r;
}

/* 2 sieve */
static u8 flags[200001];
static NOINLINE i32 sieve(i32 n) {
    i32 count = 0;
    for (i32 i = 0; i <= n; i++) flags[i] = 1;
    for (i32 i = 2; i <= n; i++)
        if (flags[i]) {
            count++;
            for (i32 j = i + i; j <= n; j += i) flags[j] = 0;
        }
    return count;
}
K(sieve) {
    i32 r = 0;
    for (i32 i = 0; i < reps; i++) {
        r = 0;
        for (i32 k = 0; k < 10; k++) r += sieve(200000 + (vseed - 42));
        vsink = r;
    }
    return r;
}

/* 3 matmul */
static i32 ma[6400], mb[6400], mc[6400];
static NOINLINE i32 matmul(i32 n) {
    for (i32 i = 0; i < n * n; i++) {
        ma[i] = i % 17 - 8;
        mb[i] = i % 13 - 6;
    }
    for (i32 i = 0; i < n; i++)
        for (i32 j = 0; j < n; j++) {
            i32 s = 0;
            for (i32 k = 0; k < n; k++) s += ma[i * n + k] * mb[k * n + j];
            mc[i * n + j] = s;
        }
    u32 h = 0;
    for (i32 i = 0; i < n * n; i++) h = h * 31 + (u32)mc[i];
    return (i32)h;
}
K(matmul) {
    i32 r = 0;
    for (i32 i = 0; i < reps; i++)
        for (i32 k = 0; k < 3; k++) vsink = r = matmul(80 + (vseed - 42));
    return r;
}

/* 4 nbody */
typedef struct {
    double x, y, z, vx, vy, vz, m;
} body;
static body bd[5];
static void setb(i32 i, double x, double y, double z, double vx, double vy, double vz, double m) {
    body *b = &bd[i];
    b->x = x;
    b->y = y;
    b->z = z;
    b->vx = vx;
    b->vy = vy;
    b->vz = vz;
    b->m = m;
}
static NOINLINE double nsqrt(double x) {
    double g = 0.5 * (1.0 + x);
    for (i32 i = 0; i < 10; i++) g = 0.5 * (g + x / g);
    return g;
}
static void ninit(void) {
    setb(0, 0, 0, 0, 0, 0, 0, 39.47841760435743);
    setb(1, 4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.606326392995832,
         2.81198684491626, -0.02521836165988763, 0.03769367487038949);
    setb(2, 8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -1.01077434617879,
         1.82566237123041, 0.008415761376584154, 0.011286326131968767);
    setb(3, 12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 1.08279100644154,
         0.868713018169608, -0.010832637401363636, 0.0017237240570597112);
    setb(4, 15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.979090732243898,
         0.594698998647676, -0.034755955550407814, 0.0020336868699246304);
}
static NOINLINE void nadv(double dt) {
    for (i32 i = 0; i < 5; i++) {
        body *b = &bd[i];
        for (i32 j = i + 1; j < 5; j++) {
            body *c = &bd[j];
            double dx = b->x - c->x, dy = b->y - c->y, dz = b->z - c->z;
            double d2 = dx * dx + dy * dy + dz * dz;
            double mag = dt / (d2 * nsqrt(d2));
            double m = c->m * mag;
            b->vx -= dx * m;
            b->vy -= dy * m;
            b->vz -= dz * m;
            m = b->m * mag;
            c->vx += dx * m;
            c->vy += dy * m;
            c->vz += dz * m;
        }
    }
    for (i32 i = 0; i < 5; i++) {
        body *b = &bd[i];
        b->x += dt * b->vx;
        b->y += dt * b->vy;
        b->z += dt * b->vz;
    }
}
static double nenergy(void) {
    double e = 0;
    for (i32 i = 0; i < 5; i++) {
        body *b = &bd[i];
        e += 0.5 * b->m * (b->vx * b->vx + b->vy * b->vy + b->vz * b->vz);
        for (i32 j = i + 1; j < 5; j++) {
            body *c = &bd[j];
            double dx = b->x - c->x, dy = b->y - c->y, dz = b->z - c->z;
            e -= b->m * c->m / nsqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return e;
}
K(nbody) {
    i32 r = 0;
    for (i32 i = 0; i < reps; i++) {
        ninit();
        i32 n = 50000 + (vseed - 42);
        for (i32 k = 0; k < n; k++) nadv(0.01);
        vsink = r = (i32)(nenergy() * 1e9);
    }
    return r;
}

/* 5 mandelbrot */
static NOINLINE i32 mandel(i32 n, i32 maxit) {
    i32 sum = 0;
    for (i32 py = 0; py < n; py++)
        for (i32 px = 0; px < n; px++) {
            double x0 = px * 3.0 / n - 2.0, y0 = py * 2.0 / n - 1.0, x = 0, y = 0;
            i32 it = 0;
            while (it < maxit) {
                double x2 = x * x, y2 = y * y;
                if (x2 + y2 > 4.0) break;
                y = 2.0 * x * y + y0;
                x = x2 - y2 + x0;
                it++;
            }
            sum += it;
        }
    return sum;
}
K(mandel) {
    i32 r = 0;
    for (i32 i = 0; i < reps; i++) vsink = r = mandel(160, 100 + (vseed - 42));
    return r;
}

/* 6 crc32 bitwise, 1 MB as 256 x 4 KB */
static u8 buf[4096];
static void fill(void) {
    u32 x = 12345;
    for (i32 i = 0; i < 4096; i++) {
        x = (x * 1103515245u + 12345u) & 0x7fffffffu;
        buf[i] = (u8)(x >> 16);
    }
}
static NOINLINE u32 crc(u32 c, i32 n) {
    for (i32 i = 0; i < n; i++) {
        c ^= buf[i];
        for (i32 b = 0; b < 8; b++) {
            if (c & 1)
                c = (c >> 1) ^ 0xEDB88320u;
            else
                c >>= 1;
        }
    }
    return c;
}
K(crc32) {
    u32 c = 0;
    for (i32 i = 0; i < reps; i++) {
        fill();
        c = 0xffffffffu;
        for (i32 k = 0; k < 256; k++) c = crc(c, 4096 + (vseed - 42));
        c = ~c;
        vsink = (i32)c;
    }
    return (i32)c;
}

/* 7 sha256 of 256 KB as 64 x 4 KB */
static const u32 SK[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
static u32 sh[8], sw[64];
static NOINLINE void shablock(const u8 *p, i32 o) {
    for (i32 i = 0; i < 16; i++) {
        i32 j = o + i * 4;
        sw[i] = ((u32)p[j] << 24) | ((u32)p[j + 1] << 16) | ((u32)p[j + 2] << 8) | p[j + 3];
    }
    for (i32 i = 16; i < 64; i++) {
        u32 x = sw[i - 15], y = sw[i - 2];
        u32 s0 = ((x >> 7) | (x << 25)) ^ ((x >> 18) | (x << 14)) ^ (x >> 3),
            s1 = ((y >> 17) | (y << 15)) ^ ((y >> 19) | (y << 13)) ^ (y >> 10);
        sw[i] = sw[i - 16] + s0 + sw[i - 7] + s1;
    }
    u32 a = sh[0], b = sh[1], c = sh[2], d = sh[3], e = sh[4], f = sh[5], g = sh[6], h = sh[7];
    for (i32 i = 0; i < 64; i++) {
        u32 s1 = ((e >> 6) | (e << 26)) ^ ((e >> 11) | (e << 21)) ^ ((e >> 25) | (e << 7)),
            ch = (e & f) ^ (~e & g), t1 = h + s1 + ch + SK[i] + sw[i];
        u32 s0 = ((a >> 2) | (a << 30)) ^ ((a >> 13) | (a << 19)) ^ ((a >> 22) | (a << 10)),
            mj = (a & b) ^ (a & c) ^ (b & c), t2 = s0 + mj;
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    sh[0] += a;
    sh[1] += b;
    sh[2] += c;
    sh[3] += d;
    sh[4] += e;
    sh[5] += f;
    sh[6] += g;
    sh[7] += h;
}
static u8 pad[64];
K(sha256) {
    for (i32 i = 0; i < reps; i++) {
        fill();
        i32 n = 64 + (vseed - 42);
        sh[0] = 0x6a09e667;
        sh[1] = 0xbb67ae85;
        sh[2] = 0x3c6ef372;
        sh[3] = 0xa54ff53a;
        sh[4] = 0x510e527f;
        sh[5] = 0x9b05688c;
        sh[6] = 0x1f83d9ab;
        sh[7] = 0x5be0cd19;
        for (i32 k = 0; k < n; k++)
            for (i32 o = 0; o < 4096; o += 64) shablock(buf, o);
        for (i32 k = 0; k < 64; k++) pad[k] = 0;
        pad[0] = 0x80;
        i32 bits = n * 4096 * 8;
        pad[60] = (u8)(bits >> 24);
        pad[61] = (u8)(bits >> 16);
        pad[62] = (u8)(bits >> 8);
        pad[63] = (u8)bits;
        shablock(pad, 0);
        vsink = (i32)sh[0];
    }
    return (i32)(sh[0] ^ sh[1] ^ sh[2] ^ sh[3] ^ sh[4] ^ sh[5] ^ sh[6] ^ sh[7]);
}

/* 8 heapsort */
static i32 hs[100000];
static NOINLINE void sift(i32 *a, i32 lo, i32 hi) {
    i32 v = a[lo];
    for (;;) {
        i32 c = lo * 2 + 1;
        if (c > hi) break;
        if (c < hi && a[c] < a[c + 1]) c++;
        if (v >= a[c]) break;
        a[lo] = a[c];
        lo = c;
    }
    a[lo] = v;
}
K(heapsort) {
    i32 r = 0;
    for (i32 q = 0; q < reps; q++) {
        i32 n = 100000 + (vseed - 42);
        u32 x = 42;
        for (i32 i = 0; i < n; i++) {
            x = (x * 1103515245u + 12345u) & 0x7fffffffu;
            hs[i] = (i32)x;
        }
        for (i32 i = n / 2 - 1; i >= 0; i--) sift(hs, i, n - 1);
        for (i32 e = n - 1; e > 0; e--) {
            i32 t = hs[e];
            hs[e] = hs[0];
            hs[0] = t;
            sift(hs, 0, e - 1);
        }
        u32 h = 0;
        for (i32 i = 0; i < n; i += 97) h = h * 31 + (u32)hs[i];
        vsink = r = (i32)h;
    }
    return r;
}

/* 9 strcat: immutable strings, every concat allocates */
typedef struct {
    i32 len;
    char c[];
} str;
static NOINLINE str *itos(i32 v) {
    char t[12];
    i32 n = 0;
    do {
        t[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    str *s = xalloc(4 + n);
    s->len = n;
    for (i32 i = 0; i < n; i++) s->c[i] = t[n - 1 - i];
    return s;
}
static NOINLINE str *cat3(str *a, str *b, str *c) {
    i32 n = a->len + b->len + c->len;
    str *s = xalloc(4 + n);
    s->len = n;
    char *p = s->c;
    __builtin_memcpy(p, a->c, a->len);
    __builtin_memcpy(p + a->len, b->c, b->len);
    __builtin_memcpy(p + a->len + b->len, c->c, c->len);
    return s;
}
static void sfree(str *s) { xfree(s, 4 + s->len); }
K(strcat) {
    u32 h = 0;
    for (i32 q = 0; q < reps; q++) {
        h = 0;
        i32 n = 20000 + (vseed - 42);
        str *e = xalloc(4);
        e->len = 0;
        str *comma = xalloc(5);
        comma->len = 1;
        comma->c[0] = ',';
        str *s = e;
        for (i32 i = 0; i < n; i++) {
            str *d = itos(i * 7 % 1000);
            str *t = cat3(s, d, comma);
            sfree(d);
            if (s != e) sfree(s);
            s = t;
            if (s->len > 200) {
                for (i32 k = 0; k < s->len; k++) h = h * 31 + (u32)s->c[k];
                sfree(s);
                s = e;
            }
        }
        h = h * 31 + (u32)s->len;
        if (s != e) sfree(s);
        sfree(e);
        sfree(comma);
        vsink = (i32)h;
    }
    return (i32)h;
}

/* 10 open-addressing hashtable, int keys */
#define HN 131072
static i32 hk[HN], hv[HN];
static NOINLINE void hput(i32 k, i32 v) {
    u32 i = ((u32)k * 40503u) >> 15;
    while (hk[i] != 0) {
        if (hk[i] == k) break;
        i = (i + 1) & (HN - 1);
    }
    hk[i] = k;
    hv[i] = v;
}
static NOINLINE i32 hget(i32 k) {
    u32 i = ((u32)k * 40503u) >> 15;
    while (hk[i] != 0) {
        if (hk[i] == k) return hv[i];
        i = (i + 1) & (HN - 1);
    }
    return -1;
}
K(hash) {
    i32 r = 0;
    for (i32 q = 0; q < reps; q++) {
        i32 n = 50000 + (vseed - 42);
        u32 x = 1;
        r = 0;
        for (i32 i = 0; i < HN; i++) {
            hk[i] = 0;
            hv[i] = 0;
        }
        for (i32 i = 0; i < n; i++) {
            x = (x * 1103515245u + 12345u) & 0x7fffffffu;
            hput((i32)(x | 1), i);
        }
        x = 1;
        for (i32 i = 0; i < n; i++) {
            x = (x * 1103515245u + 12345u) & 0x7fffffffu;
            r += hget((i32)(x | 1));
        }
        x = 7;
        for (i32 i = 0; i < n; i++) {
            x = (x * 1103515245u + 12345u) & 0x7fffffffu;
            r += hget((i32)(x | 1));
        }
        vsink = r;
    }
    return r;
}

/* 11 binary trees */
typedef struct node {
    struct node *l, *r;
    i32 v;
} node;
static NOINLINE node *mk(i32 v, i32 d) {
    node *n = xalloc(sizeof(node));
    n->v = v;
    if (d > 0) {
        n->l = mk(2 * v - 1, d - 1);
        n->r = mk(2 * v, d - 1);
    } else {
        n->l = 0;
        n->r = 0;
    }
    return n;
}
static NOINLINE i32 chk(node *n) {
    if (!n->l) return n->v;
    i32 r = n->v + chk(n->l) - chk(n->r);
    BARRIER(r);
    return r;
}
static NOINLINE void del(node *n) {
    if (n->l) {
        del(n->l);
        del(n->r);
    }
    xfree(n, sizeof(node));
}
K(bintrees) {
    i32 r = 0;
    for (i32 q = 0; q < reps; q++) {
        r = 0;
        for (i32 i = 0; i < 20; i++) {
            node *t = mk(i, 12 + (vseed - 42));
            r += chk(t);
            del(t);
        }
        vsink = r;
    }
    return r;
}

/* 12 virtual dispatch, 13 interface dispatch */
typedef struct shape shape;
typedef struct {
    i32 (*f)(shape *, i32);
} vtab;
struct shape {
    const vtab *vt;
    i32 a;
};
static i32 fA(shape *s, i32 x) { return (i32)((u32)x + (u32)s->a); }
static i32 fB(shape *s, i32 x) { return x ^ s->a; }
static i32 fC(shape *s, i32 x) { return (i32)((u32)x - (u32)s->a); }
static const vtab vA = {fA}, vB = {fB}, vC = {fC};
static shape sp[4];
static shape *volatile spv[4];
static void shinit(i32 k) {
    sp[0].vt = &vA;
    sp[1].vt = &vB;
    sp[2].vt = &vC;
    sp[3].vt = &vA;
    for (i32 i = 0; i < 4; i++) {
        sp[i].a = i * k + 1;
        spv[i] = &sp[i];
    }
}
K(virt) {
    i32 r = 0;
    for (i32 q = 0; q < reps; q++) {
        shinit(3);
        shape *o[4];
        for (i32 i = 0; i < 4; i++) o[i] = spv[i];
        r = 0;
        i32 n = 2000000 + (vseed - 42);
        for (i32 i = 0; i < n; i++) {
            shape *s = o[i & 3];
            r = (i32)((u32)s->vt->f(s, r) + (u32)i);
        }
        vsink = r;
    }
    return r;
}
typedef struct iobj iobj;
typedef struct {
    i32 (*g)(void *, i32);
} itab;
typedef struct {
    const itab *it;
    void *o;
} iref;
struct iobj {
    i32 a;
};
static i32 gA(void *p, i32 x) { return (i32)((u32)x + (u32)((iobj *)p)->a); }
static i32 gB(void *p, i32 x) { return x ^ ((iobj *)p)->a; }
static i32 gC(void *p, i32 x) { return (i32)((u32)x - (u32)((iobj *)p)->a); }
static const itab iA = {gA}, iB = {gB}, iC = {gC};
static iobj io[4];
static iref ir[4];
static iref *volatile irv = ir;
K(iface) {
    i32 r = 0;
    for (i32 q = 0; q < reps; q++) {
        iref *o = irv;
        for (i32 i = 0; i < 4; i++) {
            io[i].a = i * 5 + 2;
            o[i].o = &io[i];
            o[i].it = i == 1 ? &iB : i == 2 ? &iC : &iA;
        }
        irv = o;
        o = irv;
        r = 0;
        i32 n = 2000000 + (vseed - 42);
        for (i32 i = 0; i < n; i++) {
            iref *s = &o[i & 3];
            r = (i32)((u32)s->it->g(s->o, r) + (u32)i);
        }
        vsink = r;
    }
    return r;
}

/* 15 xorshift64 */
K(xorshift) {
    u64 x = 0;
    for (i32 q = 0; q < reps; q++) {
        x = 88172645463325252ull;
        i32 n = 2000000 + (vseed - 42);
        for (i32 i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        vsink = (i32)x;
    }
    return (i32)(u32)(x ^ (x >> 32));
}
