/** Gets the model behind an anchored root: from the own store, else leaf by leaf from whichever peer has it. The root checks it, no peer is believed. */
import type { Corridor, ProviderId } from '@paynode/sdk/protocol'
import { parseState, serialiseState, stateRoot } from '@paynode/sdk/router'
import type { Hex } from 'viem'
import type { ChainView } from '../chain/ports.ts'
import type { Network } from '../gossip/ports.ts'
import { getModelBody, saveModel, toModelText } from '../store/models.ts'
import type { Store } from '../store/store.ts'
import { fetchPages } from './pages.ts'
import { toSources } from './toSources.ts'

/** What getting needs. */
export type GetModelDeps = {
  readonly store: Store
  readonly network: Pick<Network, 'request' | 'peers'>
  readonly view: Pick<ChainView, 'providers'>
  readonly self: ProviderId
}

/** Bytes of a model as it is sent, gzipped: some ten thousand providers. */
const MAX_BYTES = 16 * 1_024 * 1_024

/** The model's canonical text, kept from then on; undefined when nobody who can be reached has the very one. */
export async function getModel(
  deps: GetModelDeps,
  corridor: Corridor,
  { root, height }: { readonly root: Hex; readonly height: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  const here = getModelBody(deps.store, root)
  if (here) return toModelText(here)
  for (const to of toSources(deps, corridor)) {
    const text = await fetchFrom(deps, to, root, signal)
    if (text === undefined) continue
    saveModel(deps.store, root, height, text)
    return text
  }
  return undefined
}

async function fetchFrom({ network }: GetModelDeps, to: ProviderId, root: Hex, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { bytes } = await fetchPages(network, { to, protocol: 'model', query: { root }, maxBytes: MAX_BYTES, signal })
    const text = toModelText(bytes)
    const state = parseState(text)
    // A root covers the numbers; the text must be the one way to write them, or it could smuggle in what no leaf has.
    return stateRoot(state) === root && serialiseState(state) === text ? text : undefined
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
