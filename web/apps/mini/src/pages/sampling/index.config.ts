export default definePageConfig({ navigationBarTitleText: "合格快查", enableShareAppMessage: true });
