/** Reads what a PSP said when it said yes. */
import type { z } from 'zod'
import type { TransportAnswer } from './types.ts'

/** The contents of a 200 of the expected shape; undefined for every other answer, and for none. */
export function readAnswer<contents>(answer: TransportAnswer, schema: z.ZodType<contents>): contents | undefined {
  return answer.type === 'answered' && answer.status === 200 ? schema.safeParse(answer.json).data : undefined
}
