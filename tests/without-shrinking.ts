/** For mutation testing: that a property fails is all that is asked there, not by how small an example. */
import fc from "fast-check";

fc.configureGlobal({ endOnFailure: true });
