/** Reads the SDK from its sources while inside this repository; an app of your own needs no `resolve`. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['paynode-source', 'module', 'browser', 'development|production'] },
})
