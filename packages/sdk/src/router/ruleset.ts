/** The digest of the rules: code version, hyper-parameters, features, tables. */
import { type Hex, keccak256, stringToHex } from 'viem'
import { features } from './features.ts'
import { rules } from './rules.ts'
import { log2Fractions } from './tables/log2.ts'
import { upperLogits } from './tables/logit.ts'
import { upperQuantiles } from './tables/normal.ts'
import { sigmoids } from './tables/sigmoid.ts'

/** Stands in every digest of a ranking: daemons with different rules see it. Words do not count, numbers do. */
export const rulesetHash: Hex = keccak256(
  stringToHex(
    JSON.stringify([
      rules,
      features.map(({ name, low, high, direction, enters, weight }) => [name, low, high, direction, enters, weight]),
      [[...upperLogits], [...sigmoids], [...upperQuantiles], log2Fractions],
    ]),
  ),
)
