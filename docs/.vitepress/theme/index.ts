/** The default theme in Paynode's colour. */
import DefaultTheme from 'vitepress/theme'
import './style.css'

export default DefaultTheme
