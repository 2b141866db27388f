/** What a baseline learns from. */
import type { Outcome } from '../run/types.ts'

/** The recipient's mistakes teach nothing about a provider; the baselines are spared them as our router is. */
export const isLesson = ({ cause }: Outcome) => cause !== 'recipientRejected'
