/** Ponder builds with Vite: in a checkout it takes the SDK's sources. */
export default { resolve: { conditions: ['paynode-source'] } }
