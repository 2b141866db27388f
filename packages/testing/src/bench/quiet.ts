/** A logger for benchmarks. */
import type { Logger } from '../../../node/src/runtime/logger.ts'

/** Logs nothing. */
export const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
