/** An address in a configuration, in any case. */
import { type Address, isAddress } from 'viem'
import { z } from 'zod'

export const address = z.custom<Address>(
  (value) => typeof value === 'string' && isAddress(value, { strict: false }),
  'must be a 20-byte hex address',
)
