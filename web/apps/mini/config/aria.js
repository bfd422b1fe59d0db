// Puts the attributes for screen readers into the platforms' templates, which leave them out.
// src/platform/aria.ts says the same to the runtime: both derive an attribute's short name from it.
const attributes = require("../src/platform/aria-attributes.json");

module.exports = (ctx) => {
  ctx.registerMethod({
    name: "onSetupClose",
    fn(platform) {
      const own = {};
      for (const component of attributes.components) {
        own[component] = {};
        for (const name of attributes.names) own[component][name] = "";
      }
      platform.template.mergeComponents(ctx, own);
    },
  });
};
