/* A page that was asked for in order to be printed prints itself once it is drawn. */
addEventListener("load", () => window.print());
