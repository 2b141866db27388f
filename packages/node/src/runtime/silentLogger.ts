/** A logger for work whose only word is its result. */
import type { Logger } from './logger.ts'

/** Logs nothing. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silentLogger }
