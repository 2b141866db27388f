/** The PSPs of a corridor, the preferred one first. */
import type { PspConfig } from './schema.ts'

/** `psp`, then the fallbacks. */
export const listPsps = ({
  psp,
  fallbacks,
}: {
  readonly psp: PspConfig
  readonly fallbacks: readonly PspConfig[]
}): readonly PspConfig[] => [psp, ...fallbacks]
