/* The chain of saserver.engine for the Wiener index at one temperature, as one would write it in C: the same algorithm,
   the same random numbers, so the same steps; no history, no schedule, no other energies. */

#include <math.h>
#include <stdint.h>

typedef uint64_t word;

enum { MOST = 61 };

struct chain {
    word generator[4], step, accepted, rejected, invalid, disconnected;
    double energy, best;
    word atoms;
    word near[MOST], size[MOST];
    unsigned char bonds[MOST * MOST];
};

static struct { unsigned char x, y, low, high; } pairs[MOST * (MOST - 1)];
static struct { unsigned char count, b11[3]; } admissible[256];

void fill_tables(void)
{
    int count = 0;
    for (int high = 0; high < MOST; high++)
        for (int low = 0; low < high; low++)
            for (int turned = 0; turned < 2; turned++) {
                pairs[count].x = turned ? high : low;
                pairs[count].y = turned ? low : high;
                pairs[count].low = low;
                pairs[count++].high = high;
            }
    for (int k = 0; k < 256; k++) {
        int a11 = k & 3, a12 = k >> 2 & 3, a21 = k >> 4 & 3, a22 = k >> 6;
        for (int b11 = 0; b11 < 4; b11++) {
            int b12 = a11 + a12 - b11, b21 = a11 + a21 - b11, b22 = a22 - a11 + b11;
            int fits = b12 >= 0 && b12 < 4 && b21 >= 0 && b21 < 4 && b22 >= 0 && b22 < 4;
            if (fits && b11 != a11)
                admissible[k].b11[admissible[k].count++] = b11;
        }
    }
}

static word draw(word *g)
{
    word drawn = g[0] + g[1] + g[3]++;
    g[0] = g[1] ^ g[1] >> 11;
    g[1] = g[2] + (g[2] << 3);
    g[2] = (g[2] << 24 | g[2] >> 40) + drawn;
    return drawn;
}

static word split(word *fraction, word among)
{
    unsigned __int128 product = (unsigned __int128)*fraction * among;
    *fraction = (word)product;
    return (word)(product >> 64);
}

static int lowest(word bits) { return __builtin_ctzll(bits); }

/* Wiener index, 0 if not connected: pendant trees are taken off, then levels are counted from each atom of the rest. */
static word wiener(const word *near, word *size, word n)
{
    word present = ((word)1 << n) - 1, leaves = 0, total = 0, twice = 0;
    for (word i = 0; i < n; i++) {
        if (!near[i])
            return 0;
        size[i] = 1;
        leaves |= (word)((near[i] & (near[i] - 1)) == 0) << i;
    }
    while (leaves) {
        int leaf = lowest(leaves);
        leaves &= leaves - 1;
        present ^= (word)1 << leaf;
        word row = near[leaf] & present;
        if (!row)
            return size[leaf] == n ? total : 0;
        int stem = lowest(row);
        total += size[leaf] * (n - size[leaf]);
        size[stem] += size[leaf];
        row = near[stem] & present;
        leaves |= (word)((row & (row - 1)) == 0) << stem;
    }
    for (word sources = present; sources; sources &= sources - 1) {
        int source = lowest(sources);
        word seen = (word)1 << source, front = seen, level = 0, distance = 0;
        while (front) {
            word reached = 0, weight = 0;
            for (; front; front &= front - 1)
                reached |= near[lowest(front)];
            front = reached & present & ~seen;
            seen |= front;
            level++;
            for (word atoms = front; atoms; atoms &= atoms - 1)
                weight += size[lowest(atoms)];
            distance += level * weight;
        }
        if (seen != present)
            return 0;
        twice += distance * size[source];
    }
    return total + twice / 2;
}

static void flip(word *near, word x, word y, word changed)
{
    near[x] ^= changed << y;
    near[y] ^= changed << x;
}

void run(struct chain *c, double kt, word stop)
{
    word n = c->atoms, m = n + 1, bonded = 0;
    word g[4] = {c->generator[0], c->generator[1], c->generator[2], c->generator[3]};
    word step = c->step, accepted = c->accepted, rejected = c->rejected, invalid = c->invalid;
    word disconnected = c->disconnected, *near = c->near;
    double energy = c->energy, best = c->best;
    unsigned char *bonds = c->bonds;
    for (word i = 0; i < n; i++)
        bonded += __builtin_popcountll(near[i]);
    bonded /= 2;
    while (step < stop) {
        step++;
        word fraction = draw(g);
        word first = split(&fraction, m * (m - 1)), second = split(&fraction, (m - 2) * (m - 3));
        word x1 = pairs[first].x, y1 = pairs[first].y, low = pairs[first].low, high = pairs[first].high;
        word x2 = pairs[second].x, y2 = pairs[second].y;
        x2 += x2 >= low;
        x2 += x2 >= high;
        y2 += y2 >= low;
        y2 += y2 >= high;
        unsigned char *x1y1 = bonds + x1 * m + y1, *x1y2 = bonds + x1 * m + y2;
        unsigned char *x2y1 = bonds + x2 * m + y1, *x2y2 = bonds + x2 * m + y2;
        int a11 = *x1y1, a12 = *x1y2, a21 = *x2y1, a22 = *x2y2, choice = a11 | a12 << 2 | a21 << 4 | a22 << 6;
        if (!admissible[choice].count) {
            invalid++;
            continue;
        }
        int b11 = admissible[choice].b11[split(&fraction, admissible[choice].count)];
        int b12 = a11 + a12 - b11, b21 = a11 + a21 - b11, b22 = a22 - a11 + b11;
        int c11 = x1 < n && y1 < n ? !!b11 - !!a11 : 0, c12 = x1 < n && y2 < n ? !!b12 - !!a12 : 0;
        int c21 = x2 < n && y1 < n ? !!b21 - !!a21 : 0, c22 = x2 < n && y2 < n ? !!b22 - !!a22 : 0;
        int changed = c11 || c12 || c21 || c22, valid = 1;
        word more = (word)(c11 + c12 + c21 + c22);
        double proposed = energy;
        if (changed) {
            if (bonded + more + 1 < n) {
                disconnected++;
                continue;
            }
            flip(near, x1, y1, c11 & 1);
            flip(near, x1, y2, c12 & 1);
            flip(near, x2, y1, c21 & 1);
            flip(near, x2, y2, c22 & 1);
            word index = wiener(near, c->size, n);
            valid = index != 0;
            proposed = (double)index;
        }
        int taken = valid;
        if (valid) {
            word drawn = draw(g);
            double delta = proposed - energy;
            if (delta > 0)
                taken = (double)(drawn >> 11) * 0x1p-53 < exp(-delta / kt);
        }
        if (!taken) {
            if (changed) {
                flip(near, x1, y1, c11 & 1);
                flip(near, x1, y2, c12 & 1);
                flip(near, x2, y1, c21 & 1);
                flip(near, x2, y2, c22 & 1);
            }
            *(valid ? &rejected : &disconnected) += 1;
            continue;
        }
        accepted++;
        *x1y1 = bonds[y1 * m + x1] = b11;
        *x1y2 = bonds[y2 * m + x1] = b12;
        *x2y1 = bonds[y1 * m + x2] = b21;
        *x2y2 = bonds[y2 * m + x2] = b22;
        bonded += more;
        energy = proposed;
        if (energy < best)
            best = energy;
    }
    for (int i = 0; i < 4; i++)
        c->generator[i] = g[i];
    c->step = step, c->accepted = accepted, c->rejected = rejected, c->invalid = invalid;
    c->disconnected = disconnected, c->energy = energy, c->best = best;
}
