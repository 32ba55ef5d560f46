// The page of `sawidget serve`.

document.body.append("soon");
