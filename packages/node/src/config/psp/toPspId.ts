/** What a PSP is called in the ledger, in logs and in metrics. */
import type { Corridor } from '@paynode/sdk/protocol'
import type { PspConfig } from './schema.ts'

/** The PSP's name: its vendor's, or the one that the operator gave a module. */
export const toPspName = (psp: PspConfig): string => (psp.vendor === 'module' ? psp.name : psp.vendor)

/** Its id on a corridor. */
export const toPspId = (psp: PspConfig, corridor: Corridor): string => `${toPspName(psp)}:${corridor}`
