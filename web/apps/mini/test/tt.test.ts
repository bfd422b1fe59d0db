import { describeProgram } from "./program";

describeProgram("tt");
