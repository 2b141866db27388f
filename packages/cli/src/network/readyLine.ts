/** What a daemon prints on stdout once it serves: `paynode start --json`. */
import { z } from 'zod'

export const readyLineSchema = z.object({
  ready: z.literal(true),
  gateway: z.url(),
  metrics: z.url(),
  peerId: z.string(),
  multiaddrs: z.array(z.string()),
  pid: z.int(),
})
export type ReadyLine = z.output<typeof readyLineSchema>
