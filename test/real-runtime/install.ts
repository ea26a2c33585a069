/** Installs the packages that run a real runtime, for the tests alone. */
import { installPackages } from '../nested-packages.ts'

installPackages(new URL('.', import.meta.url), 'the real runtime for the tests, about 250 MB')
