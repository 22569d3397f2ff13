// From logits to probabilities, in double precision. The same steps in the same order as lmcore/sampling.py; tests
// hold the two equal.

import { countKept } from "./settings.js";

/** Logits of tokens already in the text divided by the penalty when positive, multiplied when negative. */
export function penalised(logits, seen, penalty) {
  if (penalty === 1) return logits;
  const changed = Float32Array.from(logits);
  for (const id of new Set(seen)) changed[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
  return changed;
}

/** Ids from the highest logit to the lowest, equal ones in the order of their ids. */
export function ranking(logits) {
  return Uint32Array.from(logits.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
}

/** Logits under a penalty and their order, worked out anew only for others: ranking 16,000 of them takes its time. */
export class Ranked {
  update(logits, seen, penalty) {
    if (this.logits === logits && this.penalty === penalty) return;
    this.changed = penalised(logits, seen, penalty);
    this.order = ranking(this.changed);
    this.logits = logits;
    this.penalty = penalty;
  }
}

/** A distribution under the settings of settings.js. Arrays run down the ranking, so index 0 is the likeliest. */
export class Distribution {
  constructor(logits, order, settings) {
    const { T } = settings;
    const size = order.length;
    this.logits = logits;
    this.order = order;
    this.size = size;
    this.temperature = T;
    this.top = logits[order[0]];
    this.exponentials = new Float64Array(size);
    this.shares = new Float64Array(size);
    this.sums = new Float64Array(size);
    for (let i = 0; i < size; i += 1) this.exponentials[i] = Math.exp((logits[order[i]] - this.top) / T);
    this.total = sum(this.exponentials);
    let running = 0;
    for (let i = 0; i < size; i += 1) {
      this.shares[i] = this.exponentials[i] / this.total;
      running += this.shares[i];
      this.sums[i] = running;
    }
    this.kept = countKept(this, settings);
    this.keptMass = this.sums[this.kept - 1];
    this.isCut = this.kept < size;
  }

  /** The chance to be drawn: 0 for what is cut. */
  chance(index) {
    return index < this.kept ? this.shares[index] / this.keptMass : 0;
  }

  /** −log2 of a share, from the logits, so that it is finite even where the share is 0. */
  surprise(index) {
    const below = (this.top - this.logits[this.order[index]]) / this.temperature;
    return (below + Math.log(this.total)) / Math.LN2;
  }

  /** −Σ p log2 p of the softmax, in bits. */
  entropy() {
    return entropyOf(this.shares);
  }

  keptEntropy() {
    return entropyOf(this.shares.subarray(0, this.kept).map((share) => share / this.keptMass));
  }

  indexOf(id) {
    return this.order.indexOf(id);
  }

  /** Where down the ranking the running sum of chances exceeds `number` in [0, 1). */
  draw(number) {
    const goal = number * this.keptMass;
    let index = 0;
    while (index < this.kept - 1 && this.sums[index] <= goal) index += 1;
    return index;
  }
}

export function sum(values) {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function entropyOf(shares) {
  let bits = 0;
  for (const share of shares) if (share > 0) bits -= share * Math.log2(share);
  return bits;
}
