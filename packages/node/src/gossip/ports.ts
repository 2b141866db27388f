/** What other folders need of the network: requests to a provider, requests served, reports published. */
import type { ProviderId, SignedReport } from '@paynode/sdk/protocol'

/** Request/response protocols between daemons. Bodies are JSON with bigints (`toJson`), at most 256 KiB. */
export type PeerProtocol = 'digests' | 'reports' | 'recipient' | 'attest' | 'vote' | 'bundle' | 'model'

export type Network = {
  readonly peerId: string
  multiaddrs(): readonly string[]
  /** Operators of connected, registered peers. */
  peers(): readonly ProviderId[]
  /** Whom a request may reach: the connected first, then those that no connection is kept to. Neighbours that are away are left out. */
  contacts(): readonly ProviderId[]
  publishReport(report: SignedReport): Promise<void>
  /** @throws when the provider cannot be reached, refuses, or does not answer in time. The answer is untrusted. */
  request(parameters: {
    readonly to: ProviderId
    readonly protocol: PeerProtocol
    readonly body: unknown
    readonly timeoutMs?: number
    readonly signal: AbortSignal
  }): Promise<unknown>
  /** Serves a protocol. A throw resets the stream; the remote learns no reason. */
  serve(protocol: PeerProtocol, handler: (body: unknown, from: ProviderId, signal: AbortSignal) => Promise<unknown>): void
}
