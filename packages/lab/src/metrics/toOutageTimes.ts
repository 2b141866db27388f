/** How fast a policy left a broken provider and came back to it. */
import type { World } from '../world/types.ts'

/** Below this share of first turns a provider counts as left. */
const LEFT = 0.05
/** Epochs before an outage over which the usual share is taken; epochs after it in which a return is looked for. */
const BEFORE = 3
const AFTER = 20

/** Turns per epoch × providers → epochs until left and until back, per unannounced outage of a provider that had at least 5 %. */
export function toOutageTimes(
  { providers, epochs }: Pick<World, 'epochs'> & { readonly providers: readonly Pick<World['providers'][number], 'outages'>[] },
  turns: ArrayLike<number>,
): { readonly detect: readonly number[]; readonly readmit: readonly number[] } {
  const width = providers.length
  const detect: number[] = []
  const readmit: number[] = []
  const share = (provider: number, from: number, to: number) => {
    let own = 0
    let all = 0
    for (let epoch = Math.max(0, from); epoch < to; epoch++) {
      for (let index = 0; index < width; index++) all += turns[epoch * width + index] ?? 0
      own += turns[epoch * width + provider] ?? 0
    }
    return all === 0 ? 0 : own / all
  }
  for (const [provider, { outages }] of providers.entries()) {
    for (const { from, to, announced } of outages) {
      const usual = share(provider, from - BEFORE, from)
      if (announced || usual < LEFT || to >= epochs) continue
      const left = find(from, to, (epoch) => share(provider, epoch, epoch + 1) < LEFT)
      detect.push((left ?? to) - from)
      const limit = Math.min(epochs, to + AFTER)
      const back = find(to, limit, (epoch) => share(provider, epoch, epoch + 1) >= usual / 2)
      readmit.push((back ?? limit) - to)
    }
  }
  return { detect, readmit }
}

function find(from: number, to: number, is: (epoch: number) => boolean): number | undefined {
  for (let epoch = from; epoch < to; epoch++) if (is(epoch)) return epoch
  return undefined
}
