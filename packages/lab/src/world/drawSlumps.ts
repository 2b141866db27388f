/** Spells of trouble that arrive by chance. */
import type { Random } from '../random.ts'
import type { Range } from '../scenarios/types.ts'
import type { Slump, Spell } from './types.ts'

/** Poisson arrivals of spells, `rate` per epoch, each as long as `length` says. */
export function drawSpells(random: Random, { rate, epochs, length }: { rate: number; epochs: number; length: Range }): Spell[] {
  const spells: Spell[] = []
  if (rate <= 0) return spells
  for (let at = random.exponential(1 / rate); at < epochs; ) {
    const from = Math.floor(at)
    const to = from + Math.max(1, Math.round(random.range(length[0], length[1])))
    spells.push({ from, to })
    at = to + random.exponential(1 / rate)
  }
  return spells
}

/** Slumps of one provider, or of a whole rail. */
export function drawSlumps(
  random: Random,
  options: { rate: number; epochs: number; length: Range; depth: Range; corridorShare: number; corridors: number },
): Slump[] {
  return drawSpells(random, options).map((spell) => ({
    ...spell,
    depth: random.range(options.depth[0], options.depth[1]),
    corridor: random.chance(options.corridorShare) ? random.below(options.corridors) : undefined,
  }))
}
