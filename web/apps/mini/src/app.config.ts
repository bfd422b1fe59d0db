// The application. `__usePrivacyCheck__` makes WeChat ask before any interface that its privacy guide
// lists; none of them is used without a tap. No interface of the place is used: the list is empty.
// Only WeChat documents a dark scheme; see the same condition in app.tsx.
const isWeChat = process.env.TARO_ENV === "weapp";

export default defineAppConfig({
  pages: [
    "pages/index/index",
    "pages/result/index",
    "pages/sampling/index",
    "pages/recalls/index",
    "pages/enterprises/index",
    "pages/how/index",
    "pages/about/index",
  ],
  window: {
    navigationBarTitleText: "婴配乳粉追溯",
    navigationBarBackgroundColor: isWeChat ? "@bar" : "#fffefb",
    navigationBarTextStyle: isWeChat ? ("@barText" as "black") : "black",
    backgroundColor: isWeChat ? "@paper" : "#faf7f1",
    backgroundTextStyle: "dark",
  },
  ...(isWeChat
    ? {
        __usePrivacyCheck__: true,
        requiredPrivateInfos: [],
        lazyCodeLoading: "requiredComponents",
        darkmode: true,
        themeLocation: "theme.json",
      }
    : {}),
});
