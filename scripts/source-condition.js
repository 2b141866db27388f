// Resolves the workspace's packages to their TypeScript sources, so that a checkout runs without a build step.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@paynode/')) return next(specifier, context)
    return next(specifier, { ...context, conditions: ['paynode-source', ...context.conditions] })
  },
})
