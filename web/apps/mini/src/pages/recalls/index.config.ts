export default definePageConfig({ navigationBarTitleText: "召回公告", enableShareAppMessage: true });
