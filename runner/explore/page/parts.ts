export { Exploration } from '../exploration';
export { readSource } from '../script-source';
export { App } from './app';
