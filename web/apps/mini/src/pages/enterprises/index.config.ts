export default definePageConfig({ navigationBarTitleText: "已接入企业" });
