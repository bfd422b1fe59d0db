# verdicts: what an answer says. A fact that is not known arrives as the word "none".

scan-bucket-first = 第 1 次
scan-bucket-few = 2 到 5 次
scan-bucket-some = 6 到 19 次
scan-bucket-many = 20 次以上

tone-good = 正常
tone-care = 请留意
tone-stop = 请停止食用
tone-calm = 没有查到

verdict-list-separator = 、
verdict-enterprise-nameless = 这家企业

verdict-first_query = 查到了，这是第 1 次查询
    .detail = 企业已公布这罐奶粉的追溯信息。
    .next = 请与罐体上的喷码核对：生产日期、保质期和批号应当完全一致。

verdict-seen_before = 查到了，已查询过 { $bucket }
    .detail = { $first ->
        [none] 次数包括这一次。家人或店员也可能查过，查过几次不代表有问题。
       *[other] 次数包括这一次，首次查询是 { $first }。家人或店员也可能查过，查过几次不代表有问题。
    }
    .next = 请与罐体上的喷码核对：生产日期、保质期和批号应当完全一致。

verdict-unusually_often = 查到了，但查询次数偏多：{ $bucket }
    .detail = { $first ->
        [none] 一罐奶粉很少被查询这么多次，这个追溯码可能被别人抄用过。
       *[other] 首次查询是 { $first }。一罐奶粉很少被查询这么多次，这个追溯码可能被别人抄用过。
    }
    .next = { $phone ->
        [none] 请与罐体上的喷码逐项核对。有一项不一致，请先不要食用，并联系企业或购买处。
       *[other] 请与罐体上的喷码逐项核对。有一项不一致，请先不要食用，并联系{ $enterprise }（{ $phone }）或购买处。
    }

verdict-expired = 查到了，这罐奶粉已经过期
    .detail = 保质期至 { $expiry }。
    .next = 请不要再食用。如果是刚买到的，请保留购买凭证，到购买处退换。

verdict-recalled = { $recalled ->
        [can] 请停止食用：这一罐正在召回
        [contents] 请停止食用：里面有正在召回的罐
       *[lot] 请停止食用：这一批正在召回
    }
    .detail = { $reason ->
        [none] { $level }，企业 { $announced } 公布。
       *[other] { $level }，企业 { $announced } 公布。原因：{ $reason }。
    }
    .next = { $phone ->
        [none] 请保留罐体和购买凭证，联系企业或购买处退货。
       *[other] 请保留罐体和购买凭证，拨打 { $phone } 退货。
    }

verdict-withdrawn = { $what ->
        [code] 请停止食用：企业已声明这个追溯码作废
       *[lot] 请停止食用：企业已撤回这一批
    }
    .detail = { $reason ->
        [none] 企业没有说明原因。
       *[other] 企业说明的原因：{ $reason }。
    }
    .next = { $phone ->
        [none] 请保留罐体和购买凭证，联系企业或购买处。
       *[other] 请保留罐体和购买凭证，联系{ $enterprise }（{ $phone }）或购买处。
    }

verdict-under_correction = 查到了，企业正在更正信息
    .detail = 下面的内容可能还会变化，每一次更正都会留下记录。
    .next = 请先以罐体标签为准，过几天再查一次。

verdict-package = { $package ->
        [pallet] 查到了，这是一垛的码
       *[case] 查到了，这是一箱的码
    }
    .detail = 它代表整件货物，不代表某一罐。里面的码列在下面。
    .next = 要查一罐奶粉，请扫描或输入罐体上的追溯码。

verdict-archived = 查到了，但早已过期
    .detail = 生产日期 { $production }，保质期至 { $expiry }。超过保存期限，其他信息已经归档。
    .next = 请不要食用。

verdict-unrecognised = { $kind ->
        [empty] 请输入追溯码
        [rounded] 没有查到，这个数字已被表格软件改写
        [short] 没有查到，可能少输了几位
        [long] 没有查到，可能多输了几位
        [character] 没有查到，可能输错了一个字符
        [check-digit] 没有查到，可能输错了一位
        [barcode] 没有查到，这是商品条码
       *[other] 没有查到，这不像追溯码
    }
    .detail = 查不到不等于有问题，多数时候是输错、输漏，或者输了别的号码。
    .next = { $place ->
        [none] 请对照罐体上二维码旁边的一行字符改正后再查。
       *[other] 请对照罐体上的追溯码改正后再查。位置：{ $place }。
    }

verdict-no_record = 没有查到这个追溯码
    .detail = { $delivered ->
        [none] 它像{ $enterprise }的追溯码，但该企业还没有报送过数据。查不到不等于有问题。
       *[other] 它像{ $enterprise }的追溯码，但企业没有报送这个码。企业最近一次报送是 { $delivered }。查不到不等于有问题。
    }
    .next = { $phone ->
        [none] 请核对有没有输错。没有输错，可以过几天再查，或者向企业询问。
       *[other] 请核对有没有输错。没有输错，可以过几天再查，或者拨打企业电话 { $phone } 询问。
    }

verdict-not_connected = 没有查到，这个产品可能不在本平台
    .detail = 境外生产、原装进口的产品，以及没有接入的企业，不在本平台。查不到不等于有问题。
    .next = 请看罐体上的生产企业。已接入企业的产品，请输入二维码旁边的追溯码再查；其他产品，请向企业询问。

verdict-other_enterprise = 这个码是{ $enterprise }的
    .detail = 您选择的企业是{ $other }，而这个追溯码属于{ $enterprise }。
    .next = 请看罐体上的品牌。如果是{ $enterprise }的产品，请改选它再查；如果不是，请核对有没有输错。

verdict-ambiguous = 请选择生产企业
    .detail = 这个码同时像几家企业的追溯码：{ $candidates }。
    .next = 请看罐体上的品牌，选择生产企业后再查。

verdict-inner_code_given = 这是罐内的码，请输入罐体外面的码
    .detail = 您输入的是{ $enterprise }的内码，追溯要用印在罐体外面的追溯码。
    .next = { $place ->
        [none] 请找到罐体外面二维码旁边的追溯码，输入后再查。
       *[other] 请找到罐体外面的追溯码，输入后再查。位置：{ $place }。
    }

verdict-outer_code_given = 这是罐体外面的码，请输入罐内的码
    .detail = 您输入的是{ $enterprise }的外码，这家企业的追溯要用罐内的码。
    .next = { $place ->
        [none] 请找到罐盖下面的码，输入后再查。
       *[other] 请找到罐内的码，输入后再查。位置：{ $place }。
    }

hint-empty = 还没有输入内容。
hint-rounded = 表格软件把长数字写成了“1.23E+15”这样，后面的数字已经丢失。请对照罐体重新输入。
hint-length = { $enterprise ->
        [none] 您输入了 { $given } 位，追溯码应是 { $length } 位，例如 { $example }。
       *[other] 您输入了 { $given } 位，{ $enterprise }的追溯码是 { $length } 位，例如 { $example }。
    }
hint-character = { $alphabet ->
        [digits] 第 { $position } 个字符“{ $character }”不对，这里的追溯码只有数字，例如 { $example }。
       *[other] 第 { $position } 个字符“{ $character }”不对，这里的追溯码只有数字和英文字母，例如 { $example }。
    }
hint-check-digit = { $enterprise ->
        [none] 位数对，但最后一位校验不通过，可能有一位输错了。
       *[other] 位数与{ $enterprise }的追溯码一致，但最后一位校验不通过，可能有一位输错了。
    }
hint-prefix = { $enterprise ->
        [none] 追溯码应以 { $prefix } 开头，例如 { $example }。
       *[other] { $enterprise }的追溯码以 { $prefix } 开头，例如 { $example }。
    }
hint-barcode = { $barcode } 是商品条码，同一种产品的每一罐都相同。追溯码每罐不同，在二维码旁边。
hint-foreign-link = 这个二维码指向 { $host }，没有企业向本平台登记过这个网址。
hint-nothing = 追溯码有 { $min } 到 { $max } 位，由数字或数字和英文字母组成。
